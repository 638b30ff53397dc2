import HTTPScenarios
import HTTPTypes
import LarderHTTP
import Testing

@Suite struct ScenarioTests {
    @Test(arguments: Scenario.all + Scenario.handedOn)
    func `the rules together are a cache`(_ scenario: Scenario) {
        let origin = ScriptedOrigin()
        var cache = ScriptedCache { _, question in origin.reply(to: question) }
        for (index, step) in scenario.steps.enumerated() {
            cache.now += step.after
            let before = cache.asked.count
            origin.step = step
            origin.body = "answer \(index)"
            let answer = cache.respond(step.method, step.path, step.request)
            let questions = Array(cache.asked[before...])
            let happened = self.happening(step, answer, questions, isNew: answer.body == origin.body)
            #expect(happened == step.expected, "step \(index + 1): \(answer), asked \(questions)")
        }
    }

    private func happening(
        _ step: Step, _ answer: ScriptedCache.Answer, _ questions: [HTTPFields], isNew: Bool
    ) -> Step.Happening {
        if answer.body.isEmpty && answer.status >= 502 { return .status(answer.status) }
        guard let question = questions.first else { return .cache }
        if isNew { return question.isConditional ? .replaced : .origin }
        return step.status == 200 && step.reply != nil ? .refreshed : .validated
    }
}

extension HTTPFields {
    fileprivate var isConditional: Bool { self.contains(.ifNoneMatch) || self.contains(.ifModifiedSince) }
}

/// Says to a condition what the step says, and to the same question without one the whole.
private final class ScriptedOrigin {
    var step = Step(expected: .origin)
    var body = ""

    func reply(to question: HTTPFields) -> ScriptedCache.Reply? {
        guard let fields = self.step.reply else { return nil }
        guard self.step.status == 304 else {
            return ScriptedCache.Reply(status: self.step.status, fields: fields, body: self.body)
        }
        return question.isConditional
            ? ScriptedCache.Reply(status: 304, fields: fields, body: "") : ScriptedCache.Reply(body: self.body)
    }
}
