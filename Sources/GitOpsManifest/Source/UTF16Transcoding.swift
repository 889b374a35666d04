/// UTF-16 input with a byte order mark, as some editors on Windows write it, read as UTF-8.
enum UTF16Transcoding {
    /// The storage itself when it is not UTF-16; otherwise its text in UTF-8 without the byte order mark.
    ///
    /// A surrogate without its other half, or a last odd byte, becomes a byte that no text in UTF-8 has: the readers refuse
    /// it and name its place.
    static func utf8(_ storage: SourceStorage) -> (SourceStorage, SourceText.Encoding) {
        guard storage.count >= 2 else { return (storage, .utf8) }
        switch (storage.base[0], storage.base[1]) {
        case (0xFF, 0xFE): return (transcode(storage, low: 0), .utf16LittleEndian)
        case (0xFE, 0xFF): return (transcode(storage, low: 1), .utf16BigEndian)
        default: return (storage, .utf8)
        }
    }

    private static func transcode(_ storage: SourceStorage, low: Int) -> SourceStorage {
        var units: [UInt16] = []
        units.reserveCapacity(storage.count / 2)
        var index = 2
        while index + 1 < storage.count {
            units.append(UInt16(storage.base[index + low]) | UInt16(storage.base[index + 1 - low]) << 8)
            index += 2
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(units.count + units.count / 8)
        var decoder = UTF16()
        var rest = units.makeIterator()
        decoding: while true {
            switch decoder.decode(&rest) {
            case .scalarValue(let scalar): bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            case .error: bytes.append(0xFF)
            case .emptyInput: break decoding
            }
        }
        if index < storage.count { bytes.append(0xFF) }
        return bytes.withUnsafeBytes { SourceStorage(copying: $0) }
    }
}
