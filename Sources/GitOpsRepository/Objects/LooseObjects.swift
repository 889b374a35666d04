/// Objects that lie in files of their own.
///
/// libgit2 1.5 reads a cut off one without end. Every read here ends: it stops at the end of the file, at damage, and
/// at the size that the object itself states. Not `Sendable`: each handle has its own. Source: gitrepository-layout(5),
/// `objects/[0-9a-f][0-9a-f]`.
final class LooseObjects {
    /// What an object is, before its content.
    struct Header {
        var type: RepositoryHandle.ObjectType
        var bytes: Int
        /// Bytes that stand before the content.
        var length: Int
    }

    enum Failure: Error {
        /// There is no such file.
        case missing
        /// The file is not a loose object, or is cut off.
        case damaged
        /// The content is larger than the limit.
        case tooLarge
        /// More than one object has an id that begins this way.
        case ambiguous
    }

    private let directories: [String]
    private let maximumBytes: Int
    private let inflater: Inflater
    /// Whose header was asked for last: its content is often read next, from the file that is open already.
    private var asked: (id: ObjectID, file: WindowedFile, header: Header)?

    private static let windowBytes = 16 << 10
    /// The longest header: a type, a blank, twenty digits and a zero byte.
    private static let headerBytes = 32

    /// - Parameters:
    ///   - directories: the repository's `objects` folder and its alternates.
    ///   - maximumBytes: the largest content that is read.
    init?(directories: [String], maximumBytes: Int) {
        guard let inflater = Inflater() else { return nil }
        self.directories = directories
        self.maximumBytes = maximumBytes
        self.inflater = inflater
    }

    /// Type and size of an object.
    func header(_ id: ObjectID) throws(Failure) -> Header {
        let file = try file(id)
        let header = try header(of: file)
        asked = (id, file, header)
        return header
    }

    /// The header, and all that is stored: the header's bytes and the content.
    func read(_ id: ObjectID) throws(Failure) -> (header: Header, stored: [UInt8]) {
        let file: WindowedFile
        let header: Header
        if let asked, asked.id == id {
            (file, header) = (asked.file, asked.header)
        } else {
            file = try self.file(id)
            header = try self.header(of: file)
        }
        asked = nil
        guard header.bytes <= maximumBytes else { throw .tooLarge }
        guard let stored = inflater.inflate(file, at: 0, count: header.length + header.bytes) else { throw .damaged }
        return (header, stored)
    }

    /// The only object whose id begins with these hexadecimal digits, of which there are at least two.
    func id(beginningWith digits: String) throws(Failure) -> ObjectID {
        var found: ObjectID?
        for directory in directories {
            for name in RegularFile.names(in: "\(directory)/\(digits.prefix(2))") {
                let full = digits.prefix(2) + name
                guard full.utf8.starts(with: digits.utf8), let id = ObjectID(String(full)), id != found else {
                    continue
                }
                if found != nil { throw .ambiguous }
                found = id
            }
        }
        guard let found else { throw .missing }
        return found
    }

    private func file(_ id: ObjectID) throws(Failure) -> WindowedFile {
        let digits = id.description
        for directory in directories {
            let path = "\(directory)/\(digits.prefix(2))/\(digits.dropFirst(2))"
            if let file = WindowedFile(path: path, windowBytes: Self.windowBytes) { return file }
            if RegularFile.isSpecial(path) { throw .damaged }
        }
        throw .missing
    }

    private func header(of file: WindowedFile) throws(Failure) -> Header {
        guard let bytes = inflater.inflatePrefix(file, count: Self.headerBytes),
            let end = bytes.firstIndex(of: 0),
            let blank = bytes[..<end].firstIndex(of: UInt8(ascii: " ")),
            let size = Self.number(bytes[(blank + 1)..<end])
        else { throw .damaged }
        let type: RepositoryHandle.ObjectType? =
            switch String(decoding: bytes[..<blank], as: UTF8.self) {
            case "commit": .commit
            case "tree": .tree
            case "blob": .blob
            case "tag": .tag
            default: nil
            }
        guard let type else { throw .damaged }
        return Header(type: type, bytes: size, length: end + 1)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var value = 0
        for digit in digits {
            guard case 0x30...0x39 = digit else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }
}
