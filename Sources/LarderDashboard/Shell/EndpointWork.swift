import LarderAdmin
import LarderAdminClient

/// Asks the endpoint what effects want to know, and posts the answers.
struct EndpointWork: Sendable {
    let client: AdminClient
    let mailbox: Mailbox

    /// Ends with the stream; what is still asked then is cancelled.
    func run(_ effects: AsyncStream<Effect>) async {
        await withDiscardingTaskGroup { group in
            for await effect in effects {
                group.addTask { await self.perform(effect) }
            }
            group.cancelAll()
        }
    }

    private func perform(_ effect: Effect) async {
        switch effect {
        case .poll(let query):
            self.mailbox.post(
                .polled(await self.result { () async throws(AdminClientError) in try await self.client.stats(query) }))
        case .dryRun(let request, let ticket):
            let result = await self.result { () async throws(AdminClientError) in try await self.client.invalidate(request) }
            self.mailbox.post(.counted(result, ticket: ticket))
        case .purge(let request, let ticket):
            let result = await self.result { () async throws(AdminClientError) in try await self.client.invalidate(request) }
            self.mailbox.post(.purged(result, request, ticket: ticket))
        case .undo(let undo):
            let result = await self.result { () async throws(AdminClientError) in try await self.client.undo(undo.id) }
            self.mailbox.post(.undone(result, undo))
        case .inspect(let key, let ticket):
            let result = await self.result { () async throws(AdminClientError) in try await self.client.key(key) }
            self.mailbox.post(.inspected(result, ticket: ticket))
        case .suspend, .quit: break
        }
    }

    private func result<Answer: Sendable>(
        _ ask: () async throws(AdminClientError) -> Answer
    ) async -> Result<Answer, AdminClientError> {
        do {
            return .success(try await ask())
        } catch {
            return .failure(error)
        }
    }
}
