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
        case .ask(let question, let ticket):
            let result = await self.result { () async throws(AdminClientError) in try await self.answer(question) }
            self.mailbox.post(.answered(result, question, ticket: ticket))
        case .copy, .export, .suspend, .quit: break
        }
    }

    private func answer(_ question: Question) async throws(AdminClientError) -> Answer {
        switch question {
        case .tree(let query): .tree(try await self.client.tree(query))
        case .keys(let query): .keys(try await self.client.keys(query))
        case .key(let key): .key(try await self.client.key(key))
        case .invalidations(let limit): .invalidations(try await self.client.invalidations(limit: limit))
        }
    }

    private func result<Value: Sendable>(
        _ ask: () async throws(AdminClientError) -> Value
    ) async -> Result<Value, AdminClientError> {
        do {
            return .success(try await ask())
        } catch {
            return .failure(error)
        }
    }
}
