/// The tables that tell where objects lie, looked at before libgit2 uses them.
///
/// libgit2 1.5 multiplies the number of objects in 32 bits when it compares it with the size of the file: for some
/// numbers the product fits, and it reads far beyond the end. It also waits for whoever writes to a pipe among the
/// packs. Not `Sendable`: each handle has its own.
final class ObjectTables {
    private let directories: [String]
    /// What was looked at and is whole, to be looked at again only when it was written since.
    private var whole: [String: RegularFile.State] = [:]

    /// - Parameter directories: the repository's `objects` folder and those it borrows from.
    init(directories: [String]) {
        self.directories = directories
    }

    /// What is wrong with the first table that may not be used; `nil` when all may.
    ///
    /// - Complexity: O(packs), and 1 kB read for each that was not looked at before.
    var damage: (problem: GitError.Problem, detail: String)? {
        for directory in directories {
            for name in ["info/alternates", "info/commit-graph"]
            where RegularFile.isSpecial("\(directory)/\(name)") {
                return (.notARegularFile(path: "\(directory)/\(name)"), "")
            }
            if let problem = damage(of: "\(directory)/info/commit-graph", ChunkedTable.commitGraph.problem) {
                return (.corrupt, problem)
            }
            for name in RegularFile.names(in: "\(directory)/pack").sorted() {
                let path = "\(directory)/pack/\(name)"
                if RegularFile.isSpecial(path) { return (.notARegularFile(path: path), "") }
                let problem: String? =
                    if name == "multi-pack-index" {
                        damage(of: path, ChunkedTable.multiPackIndex.problem)
                    } else if name.hasSuffix(".idx") {
                        damage(of: path, PackIndexHeader.problem)
                    } else {
                        nil
                    }
                if let problem { return (.corrupt, problem) }
            }
        }
        return ObjectDirectories.excess(in: directories).map { (.corrupt, $0) }
    }

    private func damage(of path: String, _ problem: (WindowedFile) -> String?) -> String? {
        guard let state = RegularFile.state(path), whole[path] != state,
            let file = WindowedFile(path: path, windowBytes: 4096)
        else { return nil }
        if let problem = problem(file) { return "\(path) \(problem)" }
        whole[path] = state
        return nil
    }
}

/// Numbers of objects whose ids begin with at most each byte: the beginning of every table of ids.
struct FanOut {
    static let byteCount = 256 * 4
    /// The number of all objects.
    let count: UInt64

    /// `nil` when a number is smaller than the one before.
    init?(_ bytes: some Collection<UInt8>) {
        var (last, word): (UInt64, UInt64) = (0, 0)
        for (position, byte) in bytes.prefix(Self.byteCount).enumerated() {
            word = word << 8 | UInt64(byte)
            guard position % 4 == 3 else { continue }
            guard word >= last else { return nil }
            (last, word) = (word, 0)
        }
        count = last
    }

    static let problem = "has numbers of objects in its first table that do not grow"
}

/// The head of a pack index, in both of its versions (gitformat-pack(5)).
enum PackIndexHeader {
    private static let checksums: UInt64 = 40

    /// What is wrong, as a sentence about the file.
    static func problem(in file: WindowedFile) -> String? {
        let least = UInt64(FanOut.byteCount) + checksums
        guard file.byteCount >= least, let start = file.bytes(at: 0, count: 8) else {
            return "has \(file.byteCount) bytes, and a pack index has \(least) at least"
        }
        let hasVersion = start.starts(with: [0xFF, 0x74, 0x4F, 0x63])
        if hasVersion, start[4...] != [0, 0, 0, 2] {
            return "has another version than 1 and 2 by its header"
        }
        let header: UInt64 = hasVersion ? 8 : 0
        guard let bytes = file.bytes(at: header, count: FanOut.byteCount) else { return "is cut off" }
        guard let fanOut = FanOut(bytes) else { return FanOut.problem }
        // Of each object: id, checksum and offset, in the first version offset and id; then large offsets.
        let smallest = header + least - checksums + fanOut.count * (hasVersion ? 28 : 24) + checksums
        let largest = smallest + (hasVersion && fanOut.count > 0 ? (fanOut.count - 1) * 8 : 0)
        guard (smallest...largest).contains(file.byteCount) else {
            return "has \(fanOut.count) objects by its first table, which do not fit its \(file.byteCount) bytes"
        }
        return nil
    }
}

/// A file of chunks that a table at its beginning lists (gitformat-chunk(5)).
struct ChunkedTable {
    private let name: String
    /// Bytes before the table.
    private let headerBytes: Int
    /// Bytes for each object in the chunks that have as many entries as there are objects.
    private let entryBytes: [String: UInt64]

    static let multiPackIndex = ChunkedTable(name: "MIDX", headerBytes: 12, entryBytes: ["OIDL": 20, "OOFF": 8])
    static let commitGraph = ChunkedTable(name: "CGPH", headerBytes: 8, entryBytes: ["OIDL": 20, "CDAT": 36])

    private static let rowBytes = 12
    private static let checksum: UInt64 = 20

    /// What is wrong, as a sentence about the file; `nil` as well for versions that libgit2 passes over.
    func problem(in file: WindowedFile) -> String? {
        guard let header = file.bytes(at: 0, count: headerBytes), header.starts(with: name.utf8) else {
            return "does not begin with \(name) and a header"
        }
        guard header[4] == 1, header[5] == 1 else { return nil }
        let rows = Int(header[6])
        guard let table = file.bytes(at: UInt64(headerBytes), count: (rows + 1) * Self.rowBytes),
            file.byteCount >= UInt64(headerBytes + (rows + 1) * Self.rowBytes) + Self.checksum
        else { return "is cut off in its list of chunks" }
        return problem(in: file, of: chunks(table, rows, end: file.byteCount - Self.checksum))
    }

    private struct Chunk {
        let name: String
        let start: UInt64
        let byteCount: UInt64
    }

    /// The chunks, or `nil` when one does not end behind its beginning.
    private func chunks(_ table: [UInt8], _ rows: Int, end: UInt64) -> [Chunk]? {
        let row = { (number: Int) in table[(number * Self.rowBytes)..<((number + 1) * Self.rowBytes)] }
        let start = { (number: Int) in row(number).suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        var chunks: [Chunk] = []
        var last = UInt64(headerBytes + table.count)
        for number in 0..<rows {
            let next = number + 1 < rows ? start(number + 1) : end
            guard start(number) >= last, start(number) <= next, next <= end else { return nil }
            last = start(number)
            chunks.append(
                Chunk(name: String(decoding: row(number).prefix(4), as: UTF8.self), start: last, byteCount: next - last)
            )
        }
        return chunks
    }

    private func problem(in file: WindowedFile, of chunks: [Chunk]?) -> String? {
        guard let chunks else { return "lists chunks that overlap or lie outside of it" }
        let tables = chunks.filter { $0.name == "OIDF" }
        guard let first = tables.first, tables.count == 1, first.byteCount >= UInt64(FanOut.byteCount),
            let bytes = file.bytes(at: first.start, count: FanOut.byteCount)
        else { return "has not one table of numbers of objects" }
        guard let fanOut = FanOut(bytes) else { return FanOut.problem }
        for chunk in chunks {
            guard let entry = entryBytes[chunk.name], chunk.byteCount < fanOut.count * entry else { continue }
            return "has \(fanOut.count) objects by its first table, which do not fit its chunk \(chunk.name)"
        }
        return nil
    }
}
