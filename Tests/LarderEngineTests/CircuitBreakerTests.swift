import Testing

@testable import LarderEngine

@Suite struct CircuitBreakerTests {
    private var breaker = CircuitBreaker(threshold: 3, rest: .seconds(10))

    private mutating func admits(_ second: Int64) -> Bool {
        self.breaker.admits(at: self.at(second))
    }

    private func at(_ second: Int64) -> CacheInstant { CacheInstant(nanoseconds: second * 1_000_000_000) }

    @Test mutating func `opens after so many failures in a row, and a success in between counts them anew`() {
        for second in 0..<2 { self.breaker.failed(at: self.at(Int64(second))) }
        self.breaker.succeeded()
        for second in 2..<4 { self.breaker.failed(at: self.at(Int64(second))) }
        #expect(self.breaker.state(at: self.at(4)) == .closed)
        let isAdmitted1 = self.admits(4)
        #expect(isAdmitted1)
        self.breaker.failed(at: self.at(4))
        #expect(self.breaker.state(at: self.at(4)) == .open)
        let isAdmitted2 = self.admits(13)
        #expect(!isAdmitted2)
    }

    @Test mutating func `after its rest it lets one through at a time, and closes with the first success`() {
        for _ in 0..<3 { self.breaker.failed(at: self.at(0)) }
        #expect(self.breaker.state(at: self.at(10)) == .halfOpen)
        let isAdmitted3 = self.admits(10)
        #expect(isAdmitted3)
        let isAdmitted4 = self.admits(11)
        #expect(!isAdmitted4)
        self.breaker.succeeded()
        #expect(self.breaker.state(at: self.at(11)) == .closed)
        let isAdmitted5 = self.admits(11)
        #expect(isAdmitted5)
    }

    @Test mutating func `a failed trial opens it again, and one that is never heard of does not block it`() {
        for _ in 0..<3 { self.breaker.failed(at: self.at(0)) }
        let isAdmitted6 = self.admits(10)
        #expect(isAdmitted6)
        self.breaker.failed(at: self.at(12))
        let isAdmitted7 = self.admits(21)
        #expect(!isAdmitted7)
        let isAdmitted8 = self.admits(22)
        #expect(isAdmitted8)
        let isAdmitted9 = self.admits(31)
        #expect(!isAdmitted9)
        let isAdmitted10 = self.admits(32)
        #expect(isAdmitted10)
    }
}
