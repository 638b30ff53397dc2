import Testing

@testable import LarderEngine

@Suite struct CircuitBreakerTests {
    private var breaker = CircuitBreaker(threshold: 3, rest: .seconds(10))

    private func at(_ second: Int64) -> CacheInstant { CacheInstant(nanoseconds: second * 1_000_000_000) }

    // Admission changes the breaker, which the macro takes for a constant.

    private mutating func expectAdmission(at second: Int64, sourceLocation: SourceLocation = #_sourceLocation) {
        let admits = self.breaker.admits(at: self.at(second))
        #expect(admits, sourceLocation: sourceLocation)
    }

    private mutating func expectNoAdmission(at second: Int64, sourceLocation: SourceLocation = #_sourceLocation) {
        let admits = self.breaker.admits(at: self.at(second))
        #expect(!admits, sourceLocation: sourceLocation)
    }

    @Test mutating func `opens after so many failures in a row, and a success in between counts them anew`() {
        for second in 0..<2 { self.breaker.failed(at: self.at(Int64(second))) }
        self.breaker.succeeded()
        for second in 2..<4 { self.breaker.failed(at: self.at(Int64(second))) }
        #expect(self.breaker.state(at: self.at(4)) == .closed)
        self.expectAdmission(at: 4)
        self.breaker.failed(at: self.at(4))
        #expect(self.breaker.state(at: self.at(4)) == .open)
        self.expectNoAdmission(at: 13)
    }

    @Test mutating func `after its rest it lets one through at a time, and closes with the first success`() {
        for _ in 0..<3 { self.breaker.failed(at: self.at(0)) }
        #expect(self.breaker.state(at: self.at(10)) == .halfOpen)
        self.expectAdmission(at: 10)
        self.expectNoAdmission(at: 11)
        self.breaker.succeeded()
        #expect(self.breaker.state(at: self.at(11)) == .closed)
        self.expectAdmission(at: 11)
    }

    @Test mutating func `a failed trial opens it again, and one that is never heard of does not block it`() {
        for _ in 0..<3 { self.breaker.failed(at: self.at(0)) }
        self.expectAdmission(at: 10)
        self.breaker.failed(at: self.at(12))
        self.expectNoAdmission(at: 21)
        self.expectAdmission(at: 22)
        self.expectNoAdmission(at: 31)
        self.expectAdmission(at: 32)
    }
}
