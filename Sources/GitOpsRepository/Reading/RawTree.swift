/// The entries of a tree object's content: mode in octal digits, a blank, the name, a zero byte, 20 bytes of id.
///
/// The content is hostile input: every read is within the buffer, and a malformed entry is an error. So is one out of
/// order, and a name that comes twice: nobody can say which of both is meant, and Git takes now one, now the other.
struct RawTree {
    private let content: UnsafeRawBufferPointer
    private var offset = 0
    private var last: Entry?
    /// Files whose names the last name begins with: only between them and a folder of their name can the entries be.
    private var openFiles: [UnsafeRawBufferPointer] = []

    init(_ content: UnsafeRawBufferPointer) { self.content = content }

    struct Entry {
        /// The mode as it is written.
        let bits: UInt32
        let mode: Mode
        let name: UnsafeRawBufferPointer
        let id: UnsafeRawBufferPointer
    }

    enum Mode: Equatable {
        case tree
        case leaf(TreeEntry.Mode)
    }

    enum Malformed: Error {
        case syntax
        case unsorted(String)
        case repeated(String)
    }

    /// The next entry, or `nil` at the end.
    mutating func next() throws(Malformed) -> Entry? {
        guard offset < content.count else { return nil }
        var bits: UInt32 = 0
        while true {
            guard offset < content.count, bits < 1 << 20 else { throw .syntax }
            let byte = content[offset]
            offset += 1
            if byte == UInt8(ascii: " ") { break }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "7") else { throw .syntax }
            bits = bits << 3 | UInt32(byte - UInt8(ascii: "0"))
        }
        let start = offset
        while offset < content.count, content[offset] != 0 { offset += 1 }
        let name = UnsafeRawBufferPointer(rebasing: content[start..<offset])
        guard offset < content.count, content.count - offset - 1 >= ObjectID.byteCount else { throw .syntax }
        let id = UnsafeRawBufferPointer(rebasing: content[(offset + 1)..<(offset + 1 + ObjectID.byteCount)])
        offset += 1 + ObjectID.byteCount
        guard let mode = Self.mode(bits) else { throw .syntax }
        let entry = Entry(bits: bits, mode: mode, name: name, id: id)
        try checkPlace(of: entry)
        last = entry
        return entry
    }

    /// As `git fsck` looks for what is out of order or comes twice; `a`, `a.b` and the folder `a` are in order.
    private mutating func checkPlace(of entry: Entry) throws(Malformed) {
        if let last, !Self.precedes(last, entry) {
            let name = String(decoding: entry.name, as: UTF8.self)
            throw Self.precedes(entry, last) ? .unsorted(name) : .repeated(name)
        }
        while let file = openFiles.last, !entry.name.starts(with: file) { openFiles.removeLast() }
        guard entry.mode == .tree else { return openFiles.append(entry.name) }
        if openFiles.contains(where: { $0.count == entry.name.count }) {
            throw .repeated(String(decoding: entry.name, as: UTF8.self))
        }
    }

    private static func mode(_ bits: UInt32) -> Mode? {
        switch bits & 0o170000 {
        case 0o040000: .tree
        case 0o100000: .leaf(bits & 0o111 != 0 ? .executable : .file)
        case 0o120000: .leaf(.symbolicLink)
        case 0o160000: .leaf(.submodule)
        default: nil
        }
    }

    /// Git's order of entries: names by bytes, as if the name of a folder ended in `/`.
    static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        let count = min(left.name.count, right.name.count)
        for index in 0..<count where left.name[index] != right.name[index] {
            return left.name[index] < right.name[index]
        }
        return terminator(left, count) < terminator(right, count)
    }

    private static func terminator(_ entry: Entry, _ index: Int) -> UInt8 {
        if index < entry.name.count { return entry.name[index] }
        return entry.mode == .tree ? UInt8(ascii: "/") : 0
    }

    /// Whether a checkout of the name could leave the folder or overwrite Git's own files
    /// (git's `verify_path`, and its protections for HFS+ and NTFS).
    static func isUnsafe(_ name: UnsafeRawBufferPointer) -> Bool {
        if name.isEmpty || name.contains(UInt8(ascii: "/")) { return true }
        let text = String(decoding: name, as: UTF8.self)
        if text == "." || text == ".." { return true }
        guard let first = text.unicodeScalars.first, first == "." || first == "g" || first == "G" || first.value >= 0x80
        else { return false }
        let visible = text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
        let folded = String(String.UnicodeScalarView(visible)).lowercased()
        let base = folded.split(separator: ":", omittingEmptySubsequences: false).first ?? ""
        let trimmed = base.drop { _ in false }.reversed().drop { $0 == " " || $0 == "." }.reversed()
        return String(trimmed) == ".git" || String(trimmed) == "git~1"
    }
}
