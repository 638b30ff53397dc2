import Foundation
import LarderAdmin
import LarderEngine
import NIOCore

extension KeyDetail {
    /// An item of a listing, without preview.
    init(_ info: EntryInfo, _ wall: WallTime) {
        self.init(
            key: info.key.text, tags: info.tags, route: info.key.route.map(String.init),
            state: LarderAdmin.EntryState(info.state), createdAt: wall.date(info.createdAt),
            freshUntil: info.freshUntil.map(wall.date), staleUntil: info.staleUntil.map(wall.date),
            lastHitAt: info.lastHitAt.map(wall.date), hits: info.hits, sizeBytes: info.size,
            costUs: info.cost.elapsed.microseconds, status: info.status, contentType: info.contentType, etag: info.etag,
            cache: info.cache)
    }

    init(_ info: EntryInfo, value: CacheValue, _ wall: WallTime) {
        self.init(info, wall)
        self.preview = Nullable(wrappedValue: Self.preview(value.bytes))
    }

    private static let previewLength = 1024

    /// The beginning, if all of it is text; a character that the cut goes through is left out.
    static func preview(_ bytes: ByteBuffer) -> String? {
        let head = bytes.readableBytesView.prefix(Self.previewLength)
        let isCut = bytes.readableBytes > Self.previewLength
        for cut in 0...(isCut ? min(3, head.count) : 0) {
            if let text = String(validating: head.dropLast(cut), as: UTF8.self) {
                return text.utf8.contains(0) ? nil : text
            }
        }
        return nil
    }
}
