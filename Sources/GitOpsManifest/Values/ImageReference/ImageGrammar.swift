/// The rules of the parts of an image reference, as scanners over bytes.
///
/// Source: the grammar in `github.com/distribution/reference`, `reference.go` and `regexp.go`.
enum ImageGrammar {
    /// A host name, IPv4 address or bracketed IPv6 address, with an optional port.
    static func isRegistry(_ bytes: String.UTF8View) -> Bool {
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = bytes[bytes.startIndex..<close].dropFirst()
            guard !address.isEmpty, address.allSatisfy({ $0.isHexadecimal || $0 == UInt8(ascii: ":") }) else {
                return false
            }
            return isOptionalPort(bytes[bytes.index(after: close)...])
        }
        let hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let components = bytes[..<hostEnd].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return components.allSatisfy(isHostComponent) && isOptionalPort(bytes[hostEnd...])
    }

    private static func isHostComponent(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, let last = bytes.last, first.isLetterOrDigit, last.isLetterOrDigit else {
            return false
        }
        return bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
    }

    private static func isOptionalPort(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first else { return true }
        let digits = bytes.dropFirst()
        return first == UInt8(ascii: ":") && !digits.isEmpty && digits.allSatisfy(\.isDecimalDigit)
    }

    /// Components joined by `/`.
    static func isRepository(_ bytes: String.UTF8View) -> Bool {
        bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy(isRepositoryComponent)
    }

    /// Runs of lowercase letters and digits, joined by one period, one or two underscores, or any number of dashes.
    private static func isRepositoryComponent(_ bytes: Substring.UTF8View) -> Bool {
        var separator: UInt8?
        var length = 0
        var afterRun = false
        for byte in bytes {
            if byte.isLowercaseLetter || byte.isDecimalDigit {
                separator = nil
                length = 0
                afterRun = true
            } else if afterRun, separator == nil {
                guard byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") else {
                    return false
                }
                separator = byte
                length = 1
            } else {
                guard byte == separator else { return false }
                length += 1
                let isLong = byte == UInt8(ascii: ".") || (byte == UInt8(ascii: "_") && length > 2)
                if isLong { return false }
            }
        }
        return afterRun && separator == nil
    }

    /// A letter, digit or underscore, then up to 127 of these, periods and dashes.
    static func isTag(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, first.isLetterOrDigit || first == UInt8(ascii: "_") else { return false }
        return bytes.count <= ImageReference.tagLimit
            && bytes.allSatisfy {
                $0.isLetterOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }
    }
}
