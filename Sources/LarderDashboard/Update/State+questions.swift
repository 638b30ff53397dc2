import LarderAdmin
import LarderAdminClient

extension State {
    /// What the view asks beside the poll, at once where it is wanted for the first time.
    mutating func askAtOnce() -> [Effect] {
        guard let inquiry = self.inquiry else { return [] }
        let isWanted = inquiry.isNew || (self.view == .keys && self.wantsMoreEntries && inquiry.failure == nil)
        return isWanted && inquiry.ticket == nil ? self.ask() : []
    }

    /// What it asks with every poll; nothing while the screen stands still.
    mutating func askAgain() -> [Effect] {
        guard !self.isPaused, self.inquiry?.isDue(at: self.now.elapsed) == true else { return [] }
        return self.ask()
    }

    private mutating func ask() -> [Effect] {
        guard let question = self.question else { return [] }
        self.tickets += 1
        let (ticket, now) = (self.tickets, self.now.elapsed)
        self.inquiry?.ask(ticket, at: now)
        return [.ask(question, ticket: ticket)]
    }

    private var question: Question? {
        switch self.view {
        case .keys: self.keySpaceQuestion
        case .inspect: (self.inspected?.key).map { .key($0) }
        case .audit: .invalidations(limit: AuditState.limit)
        case .overview, .events, .routes, .backends: nil
        }
    }

    private var inquiry: Inquiry? {
        get {
            switch self.view {
            case .keys: self.keySpace.inquiry
            case .inspect: self.inspected?.inquiry
            case .audit: self.audit.inquiry
            case .overview, .events, .routes, .backends: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self.view {
            case .keys: self.keySpace.inquiry = newValue
            case .inspect: self.inspected?.inquiry = newValue
            case .audit: self.audit.inquiry = newValue
            case .overview, .events, .routes, .backends: break
            }
        }
    }

    mutating func answered(_ result: Result<Answer, AdminClientError>, _ question: Question, ticket: Int) {
        let failure: String? = if case .failure(let error) = result { "\(error)" } else { nil }
        switch question {
        case .tree(let query):
            guard self.keySpace.inquiry.isAnswered(ticket, failure: failure, at: self.now) else { return }
            if case .success(.tree(let page)) = result {
                self.took(page, under: query.prefix)
            }
        case .keys(let query):
            guard self.keySpace.inquiry.isAnswered(ticket, failure: failure, at: self.now) else { return }
            if case .success(.keys(let page)) = result {
                self.keySpace.entries?.take(page, for: query)
                self.refills.saw(page.items.map { ($0.key, $0.state) }, at: self.serverNow)
            }
        case .key(let key):
            guard self.inspected?.key == key,
                self.inspected?.inquiry.isAnswered(ticket, failure: failure, at: self.now) == true
            else { return }
            self.inspected?.take(result)
        case .invalidations:
            guard self.audit.inquiry.isAnswered(ticket, failure: failure, at: self.now) else { return }
            if case .success(.invalidations(let items)) = result {
                self.audit.items = Array(items.prefix(AuditState.limit))
            }
        }
    }
}

extension InspectState {
    fileprivate mutating func take(_ result: Result<Answer, AdminClientError>) {
        switch result {
        case .success(.key(let detail)): self.content = .loaded(detail.bounded)
        case .success: break
        case .failure(.problem(let problem)) where problem.status == 404: self.content = .gone(self.content.detail)
        case .failure(let error): self.content = .failed("\(error)", self.content.detail)
        }
    }
}
