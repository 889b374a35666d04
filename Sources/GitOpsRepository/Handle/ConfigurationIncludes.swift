#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The files that a configuration of Git includes, found as libgit2 finds them (git-config(1), "Includes").
///
/// libgit2 opens them without asking what they are. Conditions are not looked at: a file that may be included counts.
struct ConfigurationIncludes {
    /// As deep as libgit2 follows them.
    private static let maximumDepth = 10
    /// More files than an honest configuration includes.
    private static let maximumFiles = 1_000
    private static let maximumBytes = 16 << 20

    /// The first pipe, socket or device that a file includes, also by others; `nil` when there is none.
    ///
    /// - Complexity: O(bytes of the files).
    static func special(from file: String) -> String? {
        let home = getenv("HOME").map { String(cString: $0) }
        var waiting = [(path: file, depth: 0)]
        var seen: Set<String> = [file]
        while let (path, depth) = waiting.popLast() {
            guard depth <= maximumDepth, let bytes = RegularFile.read(path, maximumBytes: maximumBytes) else {
                continue
            }
            for value in values(in: bytes) {
                guard let included = resolved(value, from: path, home: home), seen.insert(included).inserted,
                    seen.count <= maximumFiles
                else { continue }
                if RegularFile.isSpecial(included) { return included }
                waiting.append((included, depth + 1))
            }
        }
        return nil
    }

    private static func resolved(_ value: String, from file: String, home: String?) -> String? {
        if value.utf8.first == UInt8(ascii: "/") { return value }
        if value.utf8.starts(with: "~/".utf8) { return home.map { $0 + value.dropFirst() } }
        guard let end = file.utf8.lastIndex(of: UInt8(ascii: "/")) else { return value }
        return "\(file[..<end])/\(value)"
    }

    /// The values of `path` in the sections `include` and `includeIf`.
    private static func values(in bytes: [UInt8]) -> [String] {
        var scan = ConfigurationScan(bytes)
        var values: [String] = []
        while let entry = scan.next() {
            if entry.section == "include" || entry.section == "includeif", entry.name == "path" {
                values.append(entry.value)
            }
        }
        return values
    }
}

/// The settings of a configuration file, one after the other; what cannot be read is passed over, for libgit2 to tell.
private struct ConfigurationScan {
    private let bytes: [UInt8]
    private var position = 0
    private var section = ""

    struct Entry {
        /// In lower case and without what stands in quotes.
        let section: String
        let name: String
        let value: String
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func next() -> Entry? {
        while let byte = peek {
            if Self.isBlank(byte) {
                position += 1
            } else if byte == UInt8(ascii: "[") {
                readSection()
            } else if Self.isName(byte) {
                let name = word()
                skipBlanks()
                guard peek == UInt8(ascii: "=") else {
                    skipLine()
                    continue
                }
                position += 1
                return Entry(section: section, name: name, value: value())
            } else {
                skipLine()
            }
        }
        return nil
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: byte == UInt8(ascii: "-")
        }
    }

    private mutating func word() -> String {
        let start = position
        while let byte = peek, Self.isName(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte != UInt8(ascii: "\n"), Self.isBlank(byte) { position += 1 }
    }

    private mutating func skipLine() {
        while let byte = peek, byte != UInt8(ascii: "\n") { position += 1 }
    }

    /// A setting may follow on the same line.
    private mutating func readSection() {
        position += 1
        section = word()
        var isQuoted = false
        while let byte = peek, byte != UInt8(ascii: "\n") {
            position += 1
            if byte == UInt8(ascii: "\\") {
                position += 1
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "]"), !isQuoted {
                return
            }
        }
    }

    private mutating func value() -> String {
        skipBlanks()
        var value: [UInt8] = []
        // What stands behind the last byte that is no blank is cut off.
        var length = 0
        var isQuoted = false
        while let byte = peek, byte != UInt8(ascii: "\n") {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                length = value.count
            case UInt8(ascii: "\\"):
                if peek == UInt8(ascii: "\r"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") {
                    position += 1
                }
                guard let escaped = peek else { break }
                position += 1
                // A line that goes on.
                if escaped == UInt8(ascii: "\n") { break }
                value.append(Self.escapes[escaped] ?? escaped)
                length = value.count
            case UInt8(ascii: "#"), UInt8(ascii: ";"):
                guard isQuoted else {
                    skipLine()
                    break
                }
                value.append(byte)
                length = value.count
            default:
                value.append(byte)
                if isQuoted || !Self.isBlank(byte) { length = value.count }
            }
        }
        return String(decoding: value[..<length], as: UTF8.self)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "b"): 0x08,
    ]
}
