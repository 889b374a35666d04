import GitOpsRepository

/// An index on disk: a header, and parts that are only ever added at the end.
///
/// A part is its length, its content and a checksum of both and of the checksum before, so that neither a part nor its
/// place can change unseen. A writer holds a lock, cuts off what an interrupted one left, and adds a part; a new file
/// is written beside the old one and put in its place. Readers need no lock: what they find is the parts up to some
/// time.
struct IndexFile {
    let path: String
    let fingerprint: ObjectID

    static let version: UInt32 = 1
    private static let magic = Array("gitops history\n\0".utf8)
    static let headerBytes = magic.count + 4 + 2 * ObjectID.byteCount
    private static let lengthBytes = 8
    /// Larger files are made anew.
    static let maximumBytes = 4 << 30

    /// How far a file was read and found right.
    struct Extent: Equatable {
        /// Bytes up to the end of the last part.
        var bytes = 0
        /// The checksum of the last part, or of the header.
        var checksum: ObjectID
        var commits = 0
    }

    /// What was read of a file.
    struct Content {
        var index = ResourceIndex()
        var extent: Extent?
        /// Why it, or the end of it, was not used.
        var error: IndexFileError?
    }

    /// The header: what the file is, its version, the options, and a checksum of these.
    private var header: (bytes: [UInt8], checksum: ObjectID) {
        var bytes = Self.magic
        withUnsafeBytes(of: Self.version.littleEndian) { bytes += $0 }
        fingerprint.withUnsafeBytes { bytes += $0 }
        let checksum = bytes.withUnsafeBytes { ObjectID(namingBlob: $0) }
        checksum.withUnsafeBytes { bytes += $0 }
        return (bytes, checksum)
    }

    // MARK: Reading

    /// Reads all parts that are right. Complexity: O(bytes).
    func read() -> Content {
        switch FileBytes.read(path, maximumBytes: Self.maximumBytes) {
        case .failure(let error): return Content(error: error.isMissing ? nil : .unreadable(errno: error.code))
        case .success(let bytes): return bytes.withUnsafeBytes { read($0) }
        }
    }

    private func read(_ bytes: UnsafeRawBufferPointer) -> Content {
        let header = header
        if let error = check(bytes, header.bytes) { return Content(error: error) }
        var content = Content(extent: Extent(bytes: Self.headerBytes, checksum: header.checksum))
        while let extent = content.extent, extent.bytes < bytes.count {
            switch part(bytes, after: extent) {
            case .failure(let error):
                content.error = error
                return content
            case .success(let part):
                do throws(IndexDecoding.Malformed) {
                    try IndexDecoding.decode(part.content, into: &content.index)
                } catch {
                    return Content(error: .malformed(offset: extent.bytes + error.offset, error.what))
                }
                content.extent = Extent(
                    bytes: part.end, checksum: part.checksum, commits: content.index.commits.count)
            }
        }
        return content
    }

    /// Whether the file is as it was when it was read or written last. Complexity: O(1).
    func ends(at extent: Extent?) -> Bool {
        guard let extent, let end = FileBytes.end(of: path, size: extent.bytes, count: ObjectID.byteCount) else {
            return false
        }
        return end.withUnsafeBytes { ObjectID(bytes: $0) } == extent.checksum
    }

    private func check(_ bytes: UnsafeRawBufferPointer, _ expected: [UInt8]) -> IndexFileError? {
        guard bytes.count >= Self.magic.count, bytes.starts(with: Self.magic) else { return .notAnIndex }
        guard bytes.count >= Self.headerBytes else { return .truncated(offset: bytes.count) }
        let version = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: Self.magic.count, as: UInt32.self))
        guard version == Self.version else { return .otherVersion(version) }
        return bytes.starts(with: expected) ? nil : .otherOptions
    }

    private func part(
        _ bytes: UnsafeRawBufferPointer, after extent: Extent
    ) -> Result<(content: UnsafeRawBufferPointer, checksum: ObjectID, end: Int), IndexFileError> {
        let start = extent.bytes
        guard bytes.count - start >= Self.lengthBytes + ObjectID.byteCount else {
            return .failure(.truncated(offset: start))
        }
        let length = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        guard length <= UInt64(bytes.count - start - Self.lengthBytes - ObjectID.byteCount) else {
            return .failure(.truncated(offset: start))
        }
        let content = start + Self.lengthBytes..<start + Self.lengthBytes + Int(length)
        let found = ObjectID(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[content.upperBound..<content.upperBound + ObjectID.byteCount])
        )
        let checksum = Self.checksum(of: UnsafeRawBufferPointer(rebasing: bytes[content]), after: extent.checksum)
        guard found == checksum else { return .failure(.checksumMismatch(offset: start)) }
        return .success(
            (UnsafeRawBufferPointer(rebasing: bytes[content]), checksum, content.upperBound + ObjectID.byteCount))
    }

    /// Of the checksum before, and the name of the content, which has its length.
    private static func checksum(of content: UnsafeRawBufferPointer, after previous: ObjectID) -> ObjectID {
        var names: [UInt8] = []
        previous.withUnsafeBytes { names += $0 }
        ObjectID(namingBlob: content).withUnsafeBytes { names += $0 }
        return names.withUnsafeBytes { ObjectID(namingBlob: $0) }
    }

    // MARK: Writing

    /// Adds what an index has beyond the commits of a file. The caller holds the lock.
    ///
    /// - Parameters:
    ///   - index: the index, whose first commits are those of the file.
    ///   - mark: what the file has; all is written to a new file when it has nothing that is right.
    ///   - extent: how far the file is right, or `nil` to make a new one.
    func append(
        _ index: ResourceIndex, since mark: ResourceIndex.Mark, to extent: Extent?
    ) -> Result<Extent, FileBytes.Failure> {
        let header = header
        let base = extent ?? Extent(bytes: Self.headerBytes, checksum: header.checksum)
        let content = IndexEncoding(index, since: extent == nil ? ResourceIndex.Mark() : mark).bytes
        let checksum = content.withUnsafeBytes { Self.checksum(of: $0, after: base.checksum) }
        var part = extent == nil ? header.bytes : []
        withUnsafeBytes(of: UInt64(content.count).littleEndian) { part += $0 }
        part += content
        checksum.withUnsafeBytes { part += $0 }
        let written =
            if let extent { FileBytes.append(part, to: path, at: extent.bytes) } else { FileBytes.replace(path, part) }
        return written.map {
            Extent(
                bytes: base.bytes + content.count + Self.lengthBytes + ObjectID.byteCount, checksum: checksum,
                commits: index.commits.count)
        }
    }
}
