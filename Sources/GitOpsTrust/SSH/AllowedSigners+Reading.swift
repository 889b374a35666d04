extension AllowedSigners {
    /// Reads a file: a line is `PRINCIPALS [OPTIONS] KEYTYPE BASE64 [COMMENT]`; empty lines and those that begin with
    /// `#` are skipped.
    ///
    /// Throws `TrustFileError`. Complexity: linear in the text.
    ///
    /// - Parameters:
    ///   - text: the content of the file.
    ///   - file: its name for errors.
    ///   - secondsFromUTC: what local time is ahead of UTC, for times that do not end in `Z`.
    public init(_ text: String, file: String = "allowed_signers", secondsFromUTC: Int64 = 0) throws(TrustFileError) {
        var entries: [Entry] = []
        for line in TrustFileLines(text) {
            var parser = AllowedSignersLine(line: line, file: file, secondsFromUTC: secondsFromUTC)
            if let entry = try parser.parse() { entries.append(entry) }
        }
        self.init(entries)
    }
}

/// One line of the file.
private struct AllowedSignersLine {
    let line: TrustFileLine
    let file: String
    let secondsFromUTC: Int64
    private var rest: ArraySlice<UInt8>

    init(line: TrustFileLine, file: String, secondsFromUTC: Int64) {
        (self.line, self.file, self.secondsFromUTC) = (line, file, secondsFromUTC)
        rest = line.content
    }

    private static let quote = UInt8(ascii: "\"")
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    mutating func parse() throws(TrustFileError) -> AllowedSigners.Entry? {
        skipBlanks()
        guard let first = rest.first, first != UInt8(ascii: "#") else { return nil }
        if let nul = rest.firstIndex(of: 0) {
            throw TrustFileError(.nul, file: file, line: line.number, column: line.column(of: nul))
        }
        let principals = try principals()
        skipBlanks()
        guard !rest.isEmpty else { throw error(.missingKey) }
        var options = Options()
        if let key = SSHPublicKey(line: rest) { return options.entry(principals, key) }
        if SSHKeyMaterial.KeyType.isNamed(at: rest) { throw error(.malformedKey) }
        options = try parseOptions()
        skipBlanks()
        guard !rest.isEmpty else { throw error(.missingKey) }
        guard let key = SSHPublicKey(line: rest) else { throw error(.malformedKey) }
        return options.entry(principals, key)
    }

    private func error(_ problem: TrustFileError.Problem) -> TrustFileError {
        TrustFileError(problem, file: file, line: line.number, column: line.column(of: rest.startIndex))
    }

    private mutating func skipBlanks() { rest = rest.drop(while: Self.isBlank) }

    /// Each is compared with all of them.
    private static let maximumPrincipalBytes = 16_384

    /// Up to a blank. A quoted part may have blanks and ends the word.
    private mutating func principals() throws(TrustFileError) -> String {
        let start = rest
        let word = rest.prefix { !Self.isBlank($0) && $0 != Self.quote }
        rest = rest[word.endIndex...]
        var name = Array(word)
        if rest.first == Self.quote {
            let quoted = rest.dropFirst().prefix { $0 != Self.quote }
            guard quoted.endIndex < rest.endIndex else { throw error(.unfinishedQuote) }
            name += quoted
            rest = rest[(quoted.endIndex + 1)...]
        }
        guard !name.isEmpty, let text = String(validating: name, as: UTF8.self) else {
            throw error(.malformedPrincipals)
        }
        guard name.count <= Self.maximumPrincipalBytes else {
            rest = start
            throw error(.overlongPrincipals(maximum: Self.maximumPrincipalBytes))
        }
        return text
    }

    private struct Options {
        var isAuthority = false
        var namespaces: String?
        var validAfter: Int64?
        var validBefore: Int64?

        func entry(_ principals: String, _ key: SSHPublicKey) -> AllowedSigners.Entry {
            AllowedSigners.Entry(
                principals: principals, key: key, isAuthority: isAuthority, namespaces: namespaces,
                validAfter: validAfter, validBefore: validBefore)
        }
    }

    private mutating func parseOptions() throws(TrustFileError) -> Options {
        var options = Options()
        while true {
            let start = rest
            let name = String(
                decoding: rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ",") && !Self.isBlank($0) },
                as: UTF8.self)
            rest = rest.dropFirst(name.utf8.count)
            // OpenSSH compares names of options without regard to case.
            switch name.lowercased() {
            case "cert-authority": options.isAuthority = true
            case "namespaces":
                guard options.namespaces == nil else { throw error(.repeatedOption(name)) }
                options.namespaces = try value(of: name)
            case "valid-after":
                guard options.validAfter == nil else { throw error(.repeatedOption(name)) }
                options.validAfter = try time(of: name)
            case "valid-before":
                guard options.validBefore == nil else { throw error(.repeatedOption(name)) }
                options.validBefore = try time(of: name)
            default:
                rest = start
                throw error(.unknownOption(name))
            }
            guard let next = rest.first, !Self.isBlank(next) else { break }
            guard next == UInt8(ascii: ",") else { throw error(.unknownOption(name)) }
            rest = rest.dropFirst()
            guard !rest.isEmpty else { throw error(.missingKey) }
        }
        if let after = options.validAfter, let before = options.validBefore, before <= after {
            throw error(.validityEndsBeforeItBegins)
        }
        return options
    }

    private mutating func value(of option: String) throws(TrustFileError) -> String {
        guard rest.first == UInt8(ascii: "="), rest.dropFirst().first == Self.quote else {
            throw error(.missingQuote(option))
        }
        rest = rest.dropFirst(2)
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == Self.quote {
                guard let text = String(validating: value, as: UTF8.self) else { throw error(.missingQuote(option)) }
                return text
            }
            if byte == UInt8(ascii: "\\"), rest.first == Self.quote {
                value.append(Self.quote)
                rest = rest.dropFirst()
            } else {
                value.append(byte)
            }
        }
        throw error(.unfinishedQuote)
    }

    private mutating func time(of option: String) throws(TrustFileError) -> Int64 {
        let start = rest
        let text = try value(of: option)
        guard let time = SSHTime.seconds(text, secondsFromUTC: secondsFromUTC), time > 0 else {
            rest = start
            throw error(.malformedTime(text))
        }
        return time
    }
}
