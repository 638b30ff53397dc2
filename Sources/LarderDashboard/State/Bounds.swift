import LarderAdmin

// What an endpoint may send at most without making every frame slower.

extension KeyDetail {
    private static let mostTags = 128
    /// As much as a preview has (1 KiB), and more.
    private static let longestPreview = 4096

    var bounded: KeyDetail {
        var detail = self
        detail.tags = Array(self.tags.prefix(Self.mostTags))
        if let text = self.preview?.wrappedValue, text.utf8.count > Self.longestPreview {
            detail.preview = Nullable(
                wrappedValue: String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.longestPreview))))
        }
        return detail
    }
}

extension StatsSnapshot.Route {
    private static let mostReasons = 64

    /// With its most frequent reasons.
    var bounded: StatsSnapshot.Route {
        guard self.bypassReasons.count > Self.mostReasons else { return self }
        var route = self
        route.bypassReasons = Dictionary(
            uniqueKeysWithValues: self.bypasses.prefix(Self.mostReasons).map { ($0.reason, $0.count) })
        return route
    }
}
