import Foundation
import LarderConfiguration
import LarderData
import LarderEngine
import LarderHummingbird
import Logging
import NIOConcurrencyHelpers

/// Lets the cache outlive the process: what is saved when the catalogue ends is there when it starts again.
struct WarmStart: Sendable {
    private let engine: CacheEngine
    private let directory: String
    private let database: String?
    private let logger: Logger
    /// How responses are cached, for they lie under keys and tags made so.
    private let caching: NIOLockedValueBox<String>
    /// As it was before this process opened it.
    private let found: DatabaseMark?
    /// As it was when this process began: by the end another one may lie in its place.
    private let program: String?
    /// Where the API serves. What is in the file is not touched before that is known.
    private let url = NIOLockedValueBox<String?>(nil)

    /// - Parameters:
    ///   - directory: Made, for this user alone, where it is missing.
    ///   - database: Not open yet; nil for one that does not outlive the process.
    init(
        engine: CacheEngine, directory: String, database: String?, settings: Settings, logger: Logger
    ) throws(CommandFailure) {
        self.engine = engine
        self.caching = NIOLockedValueBox(settings.cachingStamp)
        self.directory = directory
        self.database = database
        self.logger = logger
        self.found = database.flatMap { DatabaseMark(ofFileAt: $0) }
        self.program = Self.programStamp
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(.failed, "cannot make \(directory): \(Self.reason(error)); name another folder with --state-dir")
        }
        guard FileManager.default.isWritableFile(atPath: directory) else {
            throw CommandFailure(.failed, "cannot write in \(directory); let this user, or name another folder with --state-dir")
        }
    }

    func adopt(_ settings: Settings) {
        self.caching.withLockedValue { $0 = settings.cachingStamp }
    }

    /// Brings the saved entries back. A file that is not whole is told to people, and the cache starts empty.
    func restore(serving url: String) {
        self.url.withLockedValue { $0 = url }
        do {
            _ = try self.engine.restore(
                from: self.directory, heads: StoredHeadCoding(), sourceMark: self.mark(self.found, serving: url))
        } catch {
            self.logger.warning("\(error)")
        }
    }

    /// Saves the entries, with the database closed.
    func save() {
        guard let url = self.url.withLockedValue({ $0 }) else { return }
        let mark = self.mark(self.database.flatMap { DatabaseMark(ofFileAt: $0) }, serving: url)
        do {
            _ = try self.engine.save(to: self.directory, heads: StoredHeadCoding(), sourceMark: mark)
        } catch {
            self.logger.warning("\(error)")
        }
    }

    /// All that a stored response depends on: the rows, the program that made it of them, how it is cached, the address in its
    /// links.
    private func mark(_ database: DatabaseMark?, serving url: String) -> [UInt8]? {
        guard let database, let program else { return nil }
        return Array("\(program) \(self.caching.withLockedValue { $0 }) \(url) ".utf8) + database.bytes
    }

    private static var programStamp: String? {
        guard let path = Bundle.main.executablePath,
            let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let size = attributes[.size] as? Int, let modified = attributes[.modificationDate] as? Date
        else { return nil }
        return "\(Larder.version) \(size) \(modified.timeIntervalSince1970)"
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error ?? error) as NSError
        guard underlying.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(underlying.code)))
    }
}

extension Settings {
    /// The same for settings by which responses get the same keys, tags and lifetimes, in every process.
    fileprivate var cachingStamp: String {
        let routes = self.routes.map { route in
            let parts: [String] = [
                route.match, "\(route.timeout?.description ?? "-")", "\(route.staleWhileRevalidate?.description ?? "-")",
                "\(route.queryParameters?.sorted() ?? [])", "\(route.headers ?? [])", "\(route.tags ?? [])",
            ]
            return "\(parts)"
        }
        return
            "\([self.cache.keyPrefix, "\(self.cache.version)", "\(self.cache.defaultTimeout?.description ?? "-")"] + routes.sorted())"
    }
}
