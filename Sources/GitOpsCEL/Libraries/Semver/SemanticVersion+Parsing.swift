internal import GitOpsManifest

/// Why a text is no version; the message is the one that Kubernetes gives.
struct SemanticVersionError: Error, Hashable {
    let message: String
}

extension SemanticVersion {
    /// Reads a version; with `normalizing`, also one that begins with `v`, has leading zeros or lacks numbers.
    ///
    /// Source: `normalizeAndParse` in `k8s.io/apiserver/pkg/cel/library/semverlib.go`.
    init(parsing text: String, normalizing: Bool = false) throws(SemanticVersionError) {
        self = try Self.strict(normalizing ? try Self.normalized(text) : text)
    }

    private static func normalized(_ text: String) throws(SemanticVersionError) -> String {
        let body = text.utf8.first == UInt8(ascii: "v") ? text.dropFirst() : text[...]
        var parts = Self.threeParts(String(body)).map { part in
            guard part.utf8.count > 1 else { return part }
            let stripped = part.utf8.drop { $0 == UInt8(ascii: "0") }
            guard let first = stripped.first else { return "0" }
            return (first.isDecimalDigit ? "" : "0") + String(decoding: stripped, as: UTF8.self)
        }
        if parts.count < 3, let last = parts.last {
            if last.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
                throw SemanticVersionError(message: "short version cannot contain PreRelease/Build meta data")
            }
            while parts.count < 3 { parts.append("0") }
        }
        return parts.joined(separator: ".")
    }

    private static func strict(_ text: String) throws(SemanticVersionError) -> SemanticVersion {
        if text.isEmpty { throw SemanticVersionError(message: "Version string empty") }
        let parts = threeParts(text)
        guard parts.count == 3 else {
            throw SemanticVersionError(message: "No Major.Minor.Patch elements found")
        }
        let major = try number(parts[0], "major")
        let minor = try number(parts[1], "minor")
        let (beforeBuild, build) = cut(parts[2], at: "+")
        let (patchDigits, preRelease) = cut(beforeBuild, at: "-")
        var version = SemanticVersion(
            major: major, minor: minor, patch: try number(patchDigits, "patch"), preRelease: [], build: [])
        for part in preRelease.map(dotted) ?? [] { version.preRelease.append(try identifier(part)) }
        for part in build.map(dotted) ?? [] {
            if part.isEmpty { throw SemanticVersionError(message: "Build meta data is empty") }
            guard part.utf8.allSatisfy(isAllowed) else {
                throw SemanticVersionError(
                    message: "Invalid character(s) found in build meta data \(part.goQuoted)")
            }
            version.build.append(part)
        }
        return version
    }

    private static func identifier(_ text: String) throws(SemanticVersionError) -> Identifier {
        if text.isEmpty { throw SemanticVersionError(message: "Prerelease is empty") }
        if text.utf8.allSatisfy(\.isDecimalDigit) {
            if text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "0") {
                throw SemanticVersionError(
                    message: "Numeric PreRelease version must not contain leading zeroes \(text.goQuoted)")
            }
            return .number(try unsigned(text))
        }
        guard text.utf8.allSatisfy(isAllowed) else {
            throw SemanticVersionError(message: "Invalid character(s) found in prerelease \(text.goQuoted)")
        }
        return .text(text)
    }

    private static func number(_ text: String, _ name: String) throws(SemanticVersionError) -> UInt64 {
        guard text.utf8.allSatisfy(\.isDecimalDigit) else {
            throw SemanticVersionError(message: "Invalid character(s) found in \(name) number \(text.goQuoted)")
        }
        if text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "0") {
            let title = name.prefix(1).uppercased() + name.dropFirst()
            throw SemanticVersionError(
                message: "\(title) number must not contain leading zeroes \(text.goQuoted)")
        }
        return try unsigned(text)
    }

    /// Digits as a number, with the errors of Go's `strconv.ParseUint`.
    private static func unsigned(_ digits: String) throws(SemanticVersionError) -> UInt64 {
        if let number = UInt64(digits) { return number }
        let problem = digits.isEmpty ? "invalid syntax" : "value out of range"
        throw SemanticVersionError(message: "strconv.ParseUint: parsing \(digits.goQuoted): \(problem)")
    }

    /// At most three parts between periods; the last one keeps its periods.
    private static func threeParts(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func dotted(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func cut(_ text: String, at separator: Unicode.Scalar) -> (String, String?) {
        guard let index = text.utf8.firstIndex(of: UInt8(ascii: separator)) else { return (text, nil) }
        let rest = text.utf8[text.utf8.index(after: index)...]
        return (String(decoding: text.utf8[..<index], as: UTF8.self), String(decoding: rest, as: UTF8.self))
    }

    private static func isAllowed(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || byte == UInt8(ascii: "-") }
}
