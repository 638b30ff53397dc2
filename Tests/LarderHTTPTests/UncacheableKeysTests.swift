import LarderHTTP
import Testing

@Suite struct UncacheableKeysTests {
    @Test func `a finding holds for a while, or until it is taken back`() {
        var keys = UncacheableKeys(memory: .seconds(30))
        #expect(keys.refusal(of: "a", at: .seconds(0)) == nil)
        keys.remember("a", .setCookie, at: .seconds(0))
        keys.remember("b", .private, at: .seconds(5))
        #expect(keys.refusal(of: "a", at: .seconds(29)) == .setCookie)
        #expect(keys.refusal(of: "a", at: .seconds(30)) == nil)
        #expect(keys.refusal(of: "b", at: .seconds(30)) == .private)
        keys.forget("b")
        #expect(keys.refusal(of: "b", at: .seconds(30)) == nil)
    }

    @Test func `what clients make up takes bounded room, and the newest is remembered`() {
        var keys = UncacheableKeys(capacity: 8)
        for number in 0..<1000 {
            keys.remember("key \(number)", .noStore, at: .seconds(0))
            #expect(keys.refusal(of: "key \(number)", at: .seconds(0)) == .noStore)
        }
        let remembered = (0..<1000).count { keys.refusal(of: "key \($0)", at: .seconds(0)) != nil }
        #expect((1...8).contains(remembered))
    }
}
