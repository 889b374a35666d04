/// Where a repository's objects lie: its own folder and those it borrows from.
enum ObjectDirectories {
    /// As many levels of borrowing as Git follows.
    private static let maximumDepth = 5
    private static let maximumBytes = 1 << 20
    private static let maximumCount = 256

    /// What could hide folders from us that libgit2 would open, as a sentence about the repository; `nil` for nothing.
    static func excess(in directories: [String]) -> String? {
        for directory in directories where (RegularFile.size("\(directory)/info/alternates") ?? 0) > maximumBytes {
            return "\(directory)/info/alternates has more than \(maximumBytes) bytes"
        }
        return directories.count < maximumCount ? nil : "it borrows objects from \(maximumCount) folders or more"
    }

    /// The folders, the repository's own first. Source: gitrepository-layout(5), `objects/info/alternates`.
    static func all(commonDirectory: String) -> [String] {
        let own = commonDirectory + (commonDirectory.hasSuffix("/") ? "" : "/") + "objects"
        var found = [own]
        add(borrowedBy: own, depth: 0, to: &found)
        return found
    }

    private static func add(borrowedBy directory: String, depth: Int, to found: inout [String]) {
        guard depth < maximumDepth,
            let content = RegularFile.read("\(directory)/info/alternates", maximumBytes: maximumBytes)
        else { return }
        for line in content.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) where line.first != UInt8(ascii: "#") {
            let text = String(decoding: line, as: UTF8.self)
            let isAbsolute = text.utf8.first == UInt8(ascii: "/")
            // What does not begin with a dot is relative to the process for libgit2, and to the folder for Git.
            let isRelativeToProcess = !isAbsolute && text.utf8.first != UInt8(ascii: ".")
            for path in (isAbsolute ? [] : ["\(directory)/\(text)"]) + (isAbsolute || isRelativeToProcess ? [text] : [])
            {
                guard !found.contains(path), found.count < maximumCount else { continue }
                found.append(path)
                add(borrowedBy: path, depth: depth + 1, to: &found)
            }
        }
    }
}
