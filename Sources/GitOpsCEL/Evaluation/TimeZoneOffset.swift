import Foundation

/// What a time zone is off UTC. The one place that needs Foundation, for its names of zones.
enum TimeZoneOffset {
    /// Seconds east of Greenwich; `nil` for a zone that nobody knows.
    ///
    /// A text with a colon is hours and minutes, perhaps with a sign; one without is the name of a zone. Source:
    /// `inTimeZone` of cel-go common/stdlib/standard.go.
    static func seconds(of zone: String, at seconds: Int64) -> Int? {
        if let colon = zone.firstIndex(of: ":") {
            guard let hours = number(zone[..<colon]), let minutes = number(zone[zone.index(after: colon)...]),
                (-99...99).contains(hours), (0...59).contains(minutes)
            else { return nil }
            return (zone.hasPrefix("-") ? hours * 60 - minutes : hours * 60 + minutes) * 60
        }
        if zone.isEmpty || zone == "UTC" { return 0 }
        guard let found = TimeZone(identifier: zone) else { return nil }
        return found.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }

    private static func number(_ text: Substring) -> Int? { text.utf8.count <= 4 ? Int(text) : nil }
}
