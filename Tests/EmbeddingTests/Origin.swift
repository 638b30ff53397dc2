import NIOConcurrencyHelpers

/// What a handler would answer now, page by page, and how often it was asked.
final class Origin: Sendable {
    struct Page {
        var version = 0
        /// Readers that begin now must not see an older one.
        var floor = 0
        /// Handlers that began.
        var runs = 0
    }

    private let pages: NIOLockedValueBox<[Page]>

    init(pages: Int) {
        self.pages = NIOLockedValueBox(Array(repeating: Page(), count: pages))
    }

    subscript(page: Int) -> Page { self.pages.withLockedValue { $0[page] } }

    /// - Returns: The new version.
    func change(_ page: Int) -> Int {
        self.pages.withLockedValue { pages in
            pages[page].version += 1
            return pages[page].version
        }
    }

    func raiseFloor(of page: Int, to version: Int) {
        self.pages.withLockedValue { $0[page].floor = max($0[page].floor, version) }
    }

    /// - Returns: The version as the handler begins.
    func run(_ page: Int) -> Int {
        self.pages.withLockedValue { pages in
            pages[page].runs += 1
            return pages[page].version
        }
    }
}
