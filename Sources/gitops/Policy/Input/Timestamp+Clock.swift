import ArgumentParser
import GitOpsManifest

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Timestamp {
    /// The instant that a person wrote.
    init(argument text: String) throws {
        do throws(TimestampError) {
            self = try Timestamp(parsing: text)
        } catch {
            throw ValidationError("'\(text)' is no instant; write one such as 2026-12-31T12:00:00Z")
        }
    }

    /// The instant of the system's clock; `nil` when the clock shows a year that has not four digits.
    static var now: Timestamp? {
        var seconds = time(nil)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return nil }
        func digits(_ number: Int32, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        let day = "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))"
        // A leap second is read as the one before.
        let clock =
            "\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):\(digits(min(parts.tm_sec, 59), 2))"
        return try? Timestamp(parsing: "\(day)T\(clock)Z")
    }
}
