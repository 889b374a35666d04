/// The lines around a signature: `-----BEGIN LABEL-----`, base64, `-----END LABEL-----`.
struct Armor {
    /// Bytes between the first and the last line, which starts on a line of its own.
    let body: ArraySlice<UInt8>

    /// Finds the lines. Nothing but line ends may follow the last: what a reader sees after it would not be signed.
    ///
    /// - Parameters:
    ///   - text: the lines.
    ///   - label: what the first and the last line name.
    ///   - allowsCarriageReturnAfterBegin: whether the first line may end with `\r\n`, as GnuPG lets it. OpenSSH lets
    ///     only later lines: a signature that it refuses would pass.
    init?(_ text: some Collection<UInt8>, label: String, allowsCarriageReturnAfterBegin: Bool = true) {
        let text = Array(text)
        let begin = Array("-----BEGIN \(label)-----".utf8)
        let end = Array("-----END \(label)-----".utf8)
        guard text.starts(with: begin) else { return nil }
        if !allowsCarriageReturnAfterBegin, text.dropFirst(begin.count).first != UInt8(ascii: "\n") { return nil }
        let lines = text.dropFirst(begin.count).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
        guard lines.first?.isEmpty == true, let last = lines.firstIndex(where: { $0.elementsEqual(end) }), last > 0,
            lines[(last + 1)...].allSatisfy(\.isEmpty)
        else { return nil }
        body = text[lines[0].endIndex..<lines[last].startIndex]
    }
}
