import Foundation
import LarderAdmin
import LarderTerminal
import Testing

@testable import LarderDashboard

/// Keys flagged from a purge until they were refreshed.
@Suite struct RefillTests {
    private func purged(_ selection: Selection, mode: InvalidationMode = .hard, sample: [String] = []) throws -> State {
        var state = try Fixture.live(environment: "demo")
        var result = Fixture.purged(3, mode: mode)
        result.sample = sample
        let request = InvalidationRequest(select: selection, mode: mode)
        _ = state.update(.purged(.success(result), request, ticket: 99), at: state.now.later(0.1))
        return state
    }

    /// The next answer, a second later by both clocks.
    private func answer(_ state: inout State, after seconds: Double = 1, _ states: [String: EntryState]) {
        var snapshot = Fixture.snapshot(environment: "demo")
        snapshot.at = Fixture.start.addingTimeInterval(seconds)
        snapshot.hotKeys = snapshot.hotKeys?.map { key in
            var key = key
            key.state = states[key.key] ?? .fresh
            return key
        }
        _ = state.update(.polled(.success(snapshot)), at: state.now.later(seconds))
    }

    private func row(_ state: State, _ key: String) -> String {
        state.draw().lines.first { $0.contains(key) && $0.contains("│") } ?? ""
    }

    @Test(arguments: [
        Selection.key("subject_list:"), .keys(["subject_list:", "other"]), .pattern("subject_*"), .all,
    ])
    func `what was purged is flagged with a word and a glyph`(selection: Selection) throws {
        let state = try self.purged(selection)
        let row = self.row(state, "subject_list:")
        #expect(row.contains("↻subject_list:"))
        #expect(row.contains("refill"))
        if selection != .all {
            #expect(!self.row(state, "single_course:124").contains("refill"))
        }
    }

    @Test func `the flag goes when an answer made later shows it fresh`() throws {
        var state = try self.purged(.key("subject_list:"))
        self.answer(&state, after: 1, ["subject_list:": .absent])
        #expect(state.refills.contains("subject_list:"))
        self.answer(&state, after: 2, ["subject_list:": .fresh])
        #expect(!state.refills.contains("subject_list:"))
    }

    @Test func `an answer that was made before the purge says nothing`() throws {
        var state = try self.purged(.key("subject_list:"))
        self.answer(&state, after: -0.05, ["subject_list:": .fresh])
        #expect(state.refills.contains("subject_list:"))
    }

    @Test func `the flag goes after a minute at the latest`() throws {
        var state = try self.purged(.key("subject_list:"))
        _ = state.wait(59)
        #expect(state.refills.contains("subject_list:"))
        _ = state.wait(2)
        #expect(!state.refills.contains("subject_list:"))
    }

    @Test(arguments: [Selection.tag("subject:7"), .route("subject_list"), .url("/subjects/")])
    func `what keys do not tell shows in the next answer`(selection: Selection) throws {
        var state = try self.purged(selection)
        #expect(!state.refills.contains("subject_list:"))
        self.answer(&state, ["subject_list:": .stale])
        #expect(state.refills.contains("subject_list:"))
        #expect(!state.refills.contains("course_list:?page=1"))
        // Stale before the purge already.
        #expect(!state.refills.contains("single_course:42"))
    }

    @Test func `the sample is flagged whatever the selection was`() throws {
        #expect(try self.purged(.tag("course:42"), sample: ["gone:1"]).refills.contains("gone:1"))
    }

    @Test func `an undo takes the flag back`() throws {
        var state = try self.purged(.key("subject_list:"), mode: .soft)
        let undo = Event.Undo(id: "inv-3f2c-7", what: "subject_list:")
        _ = state.update(.undone(.success(UndoResult(restored: 1)), undo), at: state.now.later(0.1))
        #expect(!state.refills.contains("subject_list:"))
    }

    @Test func `the key space flags prefixes and entries`() throws {
        var state = try self.purged(.pattern("subject_list:*"), sample: ["subject_list:"])
        state.visit(.keys, answers: .tree(Fixture.tree))
        let row = self.row(state, "subject_list:")
        #expect(row.contains("↻subject_list:") && row.contains("refill"))
        #expect(!self.row(state, "course_list:").contains("refill"))
    }
}
