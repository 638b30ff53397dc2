import Foundation
import HTTPTypes
import LarderAdmin
import LarderEngine
import NIOCore

extension AdminAPI {
    func invalidate(
        _ body: ByteBuffer, source: InvalidationCause.Source, by caller: Caller, query: Substring?
    ) throws(Refusal) -> InvalidationResult {
        let (_, scope) = try self.parameters(query)
        let request = try InvalidationBody.parse(Data(body.readableBytesView))
        let selection = try LarderEngine.Selection(request.select, urls: self.urls)
        let mode = LarderEngine.InvalidationMode(request.mode ?? .soft)
        do throws(ExpectationExceeded) {
            if request.dryRun == true {
                return InvalidationResult(
                    try scope.dryRun(selection, mode: mode, expectAtMost: request.expectAtMost), self.wall)
            }
            // Who has a token is who it was given to, whatever the body says.
            let cause = InvalidationCause(source: source, operator: caller.name ?? request.operator, reason: request.reason)
            let reports = try scope.invalidate(selection, mode: mode, cause: cause, expectAtMost: request.expectAtMost)
            self.snapshots.forget()
            return InvalidationResult(reports, self.wall)
        } catch {
            throw Refusal(
                .conflict,
                "\(error.matched) entries match, more than expect_at_most (\(error.limit)). Nothing was done: "
                    + "look at a dry run, then narrow the selection or expect more")
        }
    }

    func invalidations(_ query: Substring?) throws(Refusal) -> ItemList<PastInvalidation> {
        let (parameters, scope) = try self.parameters(query, ["limit"])
        let limit = try parameters.integer("limit", in: 1...1000) ?? 100
        let wall = self.wall
        return ItemList(items: scope.invalidations(limit: limit).map { PastInvalidation($0.record, of: $0.cache, wall) })
    }

    func undo(_ text: String, by caller: Caller, source: InvalidationCause.Source, _ query: Substring?) throws(Refusal)
        -> UndoResult
    {
        let (_, scope) = try self.parameters(query)
        let ids = InvalidationResult.ids(in: text)
        guard let ids else {
            throw Refusal(.notFound, "There is no invalidation \(Refusal.quote(text)). /v1/invalidations lists them")
        }
        do throws(UndoError) {
            let restored = try scope.undo(ids)
            self.snapshots.forget()
            self.audit?.note(.undone(text, restored: restored, source: source, operator: caller.name))
            return UndoResult(restored: restored)
        } catch {
            throw switch error {
            case .unknown:
                Refusal(.notFound, "There is no invalidation \(text) in this process. /v1/invalidations lists them")
            case .notSoft:
                Refusal(.conflict, "\(text) was not soft: what it removed is gone, only soft invalidations can be undone")
            case .alreadyUndone:
                Refusal(.conflict, "\(text) was undone before")
            case .windowClosed:
                Refusal(.gone, "The time to undo \(text) is over. What was requested since has been refreshed")
            }
        }
    }
}
