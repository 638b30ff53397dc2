import Foundation
import HTTPTypes
import LarderAdmin
import LarderEngine
import NIOCore

extension AdminAPI {
    func invalidate(_ body: ByteBuffer, source: InvalidationCause.Source, query: Substring?) throws(Refusal)
        -> InvalidationResult
    {
        _ = try self.parameters(query)
        let request = try InvalidationBody.parse(Data(body.readableBytesView))
        let selection = try LarderEngine.Selection(request.select, urls: self.urls)
        let mode = LarderEngine.InvalidationMode(request.mode ?? .soft)
        let wall = WallTime(self.engine.clock)
        do throws(ExpectationExceeded) {
            if request.dryRun == true {
                let report = try self.engine.dryRun(selection, mode: mode, expectAtMost: request.expectAtMost)
                return InvalidationResult(report, wall)
            }
            let cause = InvalidationCause(source: source, operator: request.operator, reason: request.reason)
            let report = try self.engine.invalidate(selection, mode: mode, cause: cause, expectAtMost: request.expectAtMost)
            return InvalidationResult(report, wall)
        } catch {
            throw Refusal(
                .conflict,
                "\(error.matched) entries match, more than expect_at_most (\(error.limit)). Nothing was done: "
                    + "look at a dry run, then narrow the selection or expect more")
        }
    }

    func invalidations(_ query: Substring?) throws(Refusal) -> ItemList<PastInvalidation> {
        let parameters = try self.parameters(query, ["limit"])
        let limit = try parameters.integer("limit", in: 1...1000) ?? 100
        let wall = WallTime(self.engine.clock)
        return ItemList(items: self.engine.invalidations(limit: limit).map { PastInvalidation($0, wall) })
    }

    func undo(_ text: String, _ query: Substring?) throws(Refusal) -> UndoResult {
        _ = try self.parameters(query)
        guard let id = InvalidationID(text) else {
            throw Refusal(.notFound, "There is no invalidation \(Refusal.quote(text)). /v1/invalidations lists them")
        }
        do throws(UndoError) {
            return UndoResult(restored: try self.engine.undo(id))
        } catch {
            throw switch error {
            case .unknown:
                Refusal(.notFound, "There is no invalidation \(id) in this process. /v1/invalidations lists them")
            case .notSoft:
                Refusal(.conflict, "\(id) was not soft: what it removed is gone, only soft invalidations can be undone")
            case .alreadyUndone:
                Refusal(.conflict, "\(id) was undone before")
            case .windowClosed:
                Refusal(.gone, "The time to undo \(id) is over. What was requested since has been refreshed")
            }
        }
    }
}
