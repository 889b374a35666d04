/// The tags of the YAML type repository that yaml.v2 gives a meaning; all others make a scalar a string.
enum YAMLTag: String {
    case string = "str"
    case boolean = "bool"
    case integer = "int"
    case float
    case null
    case timestamp
    case binary
    case merge

    static let prefix = "tag:yaml.org,2002:"

    init?(tag: String) {
        guard tag.hasPrefix(Self.prefix) else { return nil }
        self.init(rawValue: String(tag.dropFirst(Self.prefix.count)))
    }

    /// What a scalar with this tag is, or `nil` when the tag does not fit.
    func resolve(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        let resolved = YAMLScalar.resolve(bytes)
        switch (self, resolved) {
        case (.string, _), (.binary, _), (.merge, _): return .string
        case (.boolean, .boolean), (.null, .null), (.integer, .signed), (.integer, .unsigned): return resolved
        case (.float, .float), (.float, .infinity), (.float, .negativeInfinity), (.float, .notANumber): return resolved
        case (.float, .signed(let value)):
            switch NumberValue(Double(value)) {
            case .signed(let rounded): return .signed(rounded)
            case .unsigned(let rounded): return .unsigned(rounded)
            default: return nil
            }
        case (.timestamp, .string): return YAMLTimestamp.isValid(bytes) ? .string : nil
        default: return nil
        }
    }
}

/// The timestamps that yaml.v2 knows (`resolve.go`, `allowedTimestampFormats`).
enum YAMLTimestamp {
    static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var scanner = Scanner(bytes: bytes)
        guard let year = scanner.number(4...4), scanner.take("-"), let month = scanner.number(1...2), scanner.take("-"),
            let day = scanner.number(1...2), (1...12).contains(month), day >= 1, day <= days(month, year)
        else { return false }
        if scanner.isAtEnd { return true }
        let hasZone = scanner.take("T") || scanner.take("t")
        guard hasZone || scanner.take(" ") else { return false }
        guard let hour = scanner.number(1...2), hour < 24, scanner.take(":"), let minute = scanner.number(1...2),
            minute < 60, scanner.take(":"), let second = scanner.number(1...2), second < 60
        else { return false }
        if scanner.take("."), scanner.number(1...9) == nil { return false }
        if !hasZone { return scanner.isAtEnd }
        if scanner.take("Z") { return scanner.isAtEnd }
        guard scanner.take("+") || scanner.take("-"), let zoneHour = scanner.number(2...2), zoneHour < 24,
            scanner.take(":"), let zoneMinute = scanner.number(2...2), zoneMinute < 60
        else { return false }
        return scanner.isAtEnd
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        var index = 0

        init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

        var isAtEnd: Bool { index == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        mutating func number(_ length: ClosedRange<Int>) -> Int? {
            var value = 0
            let start = index
            while index < bytes.count, index - start < length.upperBound, bytes[index] &- UInt8(ascii: "0") <= 9 {
                value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
                index += 1
            }
            return index - start >= length.lowerBound ? value : nil
        }
    }
}
