import NIOCore

/// Histories as JSON, kept until the next sample: most polls come between two.
struct HistoryAnswers: Sendable {
    /// Windows kept: those that dashboards offer.
    private static let most = 16

    private var moment: History.Moment?
    private var answers: [HistoryQuery: ByteBuffer] = [:]

    mutating func answer(_ query: HistoryQuery, at moment: History.Moment, make: () throws -> ByteBuffer) rethrows -> ByteBuffer {
        if moment != self.moment {
            self.moment = moment
            self.answers.removeAll(keepingCapacity: true)
        }
        if let answer = self.answers[query] { return answer }
        let answer = try make()
        if self.answers.count < Self.most, answer.readableBytes <= SharedSnapshots.longestKept {
            self.answers[query] = answer
        }
        return answer
    }
}
