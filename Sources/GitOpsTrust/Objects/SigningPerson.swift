/// A person and a time, as a commit or tag claims them.
public struct SigningPerson: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The mail address.
    public let email: String
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64

    /// Reads `Name <mail> seconds +hhmm`; `nil` when a part is missing or the person is not one.
    init?(_ line: ArraySlice<UInt8>) {
        guard let open = line.firstIndex(of: UInt8(ascii: "<")), let close = line.lastIndex(of: UInt8(ascii: ">")),
            open < close
        else { return nil }
        let mail = line[(open + 1)..<close]
        // Two readers could disagree which of several brackets hold the address.
        guard !mail.contains(UInt8(ascii: "<")), !mail.contains(UInt8(ascii: ">")) else { return nil }
        let time = line[(close + 1)...].split(separator: UInt8(ascii: " "))
        guard time.count == 2, let seconds = Int64(String(decoding: time[0], as: UTF8.self)),
            time[1].count >= 2, Int(String(decoding: time[1], as: UTF8.self)) != nil
        else { return nil }
        var name = line[..<open]
        if name.last == UInt8(ascii: " ") { name.removeLast() }
        self.name = String(decoding: name, as: UTF8.self)
        email = String(decoding: mail, as: UTF8.self)
        self.seconds = seconds
    }
}
