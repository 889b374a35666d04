import GitOpsManifest
import GitOpsRepository

/// Reads what `IndexEncoding` wrote. The bytes may be anything: every number is checked before it is used.
struct IndexDecoding {
    private let bytes: UnsafeRawBufferPointer
    private var next = 0

    /// What cannot be, and where.
    struct Malformed: Error {
        let offset: Int
        let what: String
    }

    /// Adds the commits to an index, which is of no use when an error is thrown.
    ///
    /// Complexity: O(bytes).
    static func decode(_ bytes: UnsafeRawBufferPointer, into index: inout ResourceIndex) throws(Malformed) {
        var decoding = IndexDecoding(bytes: bytes)
        try decoding.read(into: &index)
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private mutating func read(into index: inout ResourceIndex) throws(Malformed) {
        for _ in 0..<(try count()) {
            let before = index.paths.count
            let path = try text()
            guard Int(index.number(ofPath: path)) == before else { throw malformed("a path comes twice") }
        }
        for _ in 0..<(try count()) {
            let before = index.subjects.count
            let subject = try subject(index)
            guard Int(index.number(of: subject)) == before else { throw malformed("a resource comes twice") }
        }
        for _ in 0..<(try count()) { index.append(try occurrence(index)) }
        for _ in 0..<(try count()) { try commit(&index) }
        guard next == bytes.count else { throw malformed("bytes follow the last commit") }
    }

    private mutating func subject(_ index: ResourceIndex) throws(Malformed) -> Subject {
        let kind = try number(below: 4)
        switch kind {
        case 2: return .other(path: Int32(try number(below: index.paths.count)))
        case 3: return .unreadable(path: Int32(try number(below: index.paths.count)))
        default:
            let group = try text()
            let type = try text()
            let namespace = kind == 1 ? try text() : nil
            return .resource(ResourceID(group: group, kind: type, namespace: namespace, name: try text()))
        }
    }

    private mutating func occurrence(_ index: ResourceIndex) throws(Malformed) -> Occurrence {
        let limit = ResourceIndex.maximumCount
        return Occurrence(
            path: Int32(try number(below: index.paths.count)), ordinal: Int32(try number(below: limit)),
            document: Int32(try number(below: limit)), item: Int32(try number(below: limit)) - 1, blob: try id(),
            content: try id())
    }

    private mutating func commit(_ index: inout ResourceIndex) throws(Malformed) {
        let id = try id()
        let flags = CommitRecord.Flags(rawValue: UInt8(try number(below: 4)))
        let position = index.commits.count
        guard index.position(of: id) == nil else { throw malformed("a commit comes twice") }
        var parents: [Int32] = []
        for _ in 0..<(try count()) {
            let parent = Int32(position - 1 - (try number(below: position + 1, from: 1) - 1))
            guard !parents.contains(parent) else { throw malformed("a parent comes twice") }
            parents.append(parent)
        }
        index.append(id, parents: parents, flags: flags)
        var last = (subject: 0, parent: 0)
        for _ in 0..<(try count()) {
            let subject = try number(below: index.subjects.count)
            let parent = try number(below: max(1, parents.count))
            guard (subject, parent) >= last else { throw malformed("links are out of order") }
            last = (subject, parent)
            let flags = Link.Flags(rawValue: UInt8(try number(below: 2)))
            let old = Int32(try number(below: index.occurrences.count + 1)) - 1
            let new = Int32(try number(below: index.occurrences.count + 1)) - 1
            guard old >= 0 || new >= 0 else { throw malformed("a link has no side") }
            guard old < 0 || !parents.isEmpty else { throw malformed("a first commit has something before it") }
            index.append(
                subject: Int32(subject), parent: Int32(parent), old: old, new: new, flags: flags)
        }
    }

    // MARK: Parts

    /// The number of records of a table, of which each takes a byte at least.
    private mutating func count() throws(Malformed) -> Int { try number(below: bytes.count - next + 1) }

    private mutating func number(below limit: Int, from lowest: Int = 0) throws(Malformed) -> Int {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard next < bytes.count, shift < 63 else { throw malformed("a number does not end") }
            let byte = bytes[next]
            next += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        guard let number = Int(exactly: value), number < limit, number >= lowest else {
            throw malformed("a number is out of its range")
        }
        return number
    }

    private mutating func text() throws(Malformed) -> String {
        let length = try count()
        guard length <= bytes.count - next else { throw malformed("a text does not end") }
        let range = next..<next + length
        next += length
        guard let text = String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self) else {
            throw malformed("a text is not UTF-8")
        }
        return text
    }

    private mutating func id() throws(Malformed) -> ObjectID {
        guard bytes.count - next >= ObjectID.byteCount,
            let id = ObjectID(bytes: UnsafeRawBufferPointer(rebasing: bytes[next..<next + ObjectID.byteCount]))
        else { throw malformed("an id does not end") }
        next += ObjectID.byteCount
        return id
    }

    private func malformed(_ what: String) -> Malformed { Malformed(offset: next, what: what) }
}
