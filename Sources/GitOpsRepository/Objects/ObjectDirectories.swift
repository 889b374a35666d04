/// Where a repository's objects lie: its own folder and those it borrows from.
enum ObjectDirectories {
    /// As many levels of borrowing as Git follows.
    private static let maximumDepth = 5
    private static let maximumBytes = 1 << 20

    /// The folders, the repository's own first. Source: gitrepository-layout(5), `objects/info/alternates`.
    static func all(commonDirectory: String) -> [String] {
        let own = commonDirectory + (commonDirectory.hasSuffix("/") ? "" : "/") + "objects"
        var found = [own]
        add(borrowedBy: own, depth: 0, to: &found)
        return found
    }

    /// A pipe or device among the packs, which libgit2 would wait for.
    static func specialFile(in directories: [String]) -> String? {
        for directory in directories {
            for name in RegularFile.names(in: "\(directory)/pack")
            where RegularFile.isSpecial("\(directory)/pack/\(name)") {
                return "\(directory)/pack/\(name)"
            }
        }
        return nil
    }

    private static func add(borrowedBy directory: String, depth: Int, to found: inout [String]) {
        guard depth < maximumDepth,
            let content = RegularFile.read("\(directory)/info/alternates", maximumBytes: maximumBytes)
        else { return }
        for line in content.split(separator: 0x0A) where line.first != UInt8(ascii: "#") {
            let text = String(decoding: line, as: UTF8.self)
            let path = text.utf8.first == UInt8(ascii: "/") ? text : "\(directory)/\(text)"
            guard !found.contains(path), found.count < 64 else { continue }
            found.append(path)
            add(borrowedBy: path, depth: depth + 1, to: &found)
        }
    }
}
