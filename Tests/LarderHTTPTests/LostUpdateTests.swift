import HTTPTypes
import LarderHTTP
import Testing

struct LostUpdateCase: CustomTestStringConvertible, Sendable {
    let section: String
    let request: HTTPFields
    var current: Validators? = Validators(entityTag: EntityTag("\"a\""), lastModified: Sample.now)
    let isPrevented: Bool
    var testDescription: String { "\(self.section): \(self.request)" }
}

@Suite struct LostUpdateTests {
    @Test(arguments: [
        LostUpdateCase(section: "6585 §3 nothing", request: [:], isPrevented: false),
        LostUpdateCase(section: "9110 §13.1.1", request: [.ifMatch: "\"a\""], isPrevented: true),
        LostUpdateCase(section: "9110 §13.1.1 malformed never matches", request: [.ifMatch: "a"], isPrevented: true),
        LostUpdateCase(section: "9110 §13.1.1 nothing there", request: [.ifMatch: "*"], current: nil, isPrevented: true),
        LostUpdateCase(section: "9110 §13.1.2 creation", request: [.ifNoneMatch: "*"], current: nil, isPrevented: true),
        LostUpdateCase(section: "9110 §13.1.2 some other tag", request: [.ifNoneMatch: "\"x\""], isPrevented: false),
        LostUpdateCase(section: "9110 §13.1.2 malformed", request: [.ifNoneMatch: "x"], isPrevented: false),
        LostUpdateCase(section: "9110 §13.1.4", request: [.ifUnmodifiedSince: Sample.date()], isPrevented: true),
        LostUpdateCase(section: "9110 §13.1.4 malformed is ignored", request: [.ifUnmodifiedSince: "x"], isPrevented: false),
        LostUpdateCase(
            section: "9110 §13.1.4 without a date it is ignored", request: [.ifUnmodifiedSince: Sample.date()],
            current: Validators(entityTag: EntityTag("\"a\"")), isPrevented: false),
        LostUpdateCase(section: "9110 §13.1.3 is for GET", request: [.ifModifiedSince: Sample.date()], isPrevented: false),
    ])
    func `a change says which state it is of`(_ row: LostUpdateCase) {
        #expect(
            Precondition.preventsLostUpdate(request: row.request, current: row.current, now: Sample.now) == row.isPrevented)
    }

    @Test func `what prevents lost updates fails for whoever comes second`() {
        let old = Validators(entityTag: EntityTag("\"a\""), lastModified: HTTPDate(seconds: Sample.now.seconds - 60))
        let new = Validators(entityTag: EntityTag("\"b\""), lastModified: Sample.now)
        let requests: [HTTPFields] = [
            [.ifMatch: "\"a\""], [.ifUnmodifiedSince: Sample.date(-60)], [.ifNoneMatch: "\"x\""], [:], [.ifUnmodifiedSince: "x"],
        ]
        for request in requests {
            let isPrevented = Precondition.preventsLostUpdate(request: request, current: new, now: Sample.now)
            func verdict(_ current: Validators) -> Precondition.Verdict {
                Precondition.evaluate(method: .put, request: request, current: current, now: Sample.now)
            }
            #expect(verdict(old) == .send)
            #expect((verdict(new) == .failed) == isPrevented, "\(request)")
        }
    }

    @Test func `a tag of parts is the same for the same parts only`() {
        let tags = [
            EntityTag(of: "a", "bc"), EntityTag(of: "ab", "c"), EntityTag(of: "abc"), EntityTag(of: "a", "bc", ""),
            EntityTag(of: "é"),
            EntityTag(of: "\"\r\n"), EntityTag(of: "a", "bc", strength: .weak),
        ]
        #expect(Set(tags).count == tags.count)
        #expect(EntityTag(of: "a", "bc") == tags[0])
        #expect(tags.allSatisfy { EntityTag($0.text) == $0 })
        #expect(EntityTag(of: "a", "bc").matchesWeakly(tags[6]))
        #expect(!tags[6].matchesStrongly(tags[6]))
    }
}
