/// Rows of values under named columns: an access matrix, a list of rules.
public struct Table: Sendable, Hashable {
    /// What the table shows; empty for no title.
    public var title: String
    /// The columns, from left to right.
    public var columns: [Column]
    /// The rows. Cells that are missing at the end of a row are empty; those behind the last column are not shown.
    public var rows: [[Cell]]

    /// A column.
    public struct Column: Sendable, Hashable {
        /// The name of the member in JSON.
        public var key: String
        /// The heading for people.
        public var title: String
        /// The side at which values stand.
        public var alignment: Alignment

        /// The sides at which values can stand.
        public enum Alignment: Sendable, Hashable {
            case leading, trailing
        }

        /// A column; without `title`, the heading is the key.
        public init(_ key: String, title: String? = nil, alignment: Alignment = .leading) {
            self.key = key
            self.title = title ?? key
            self.alignment = alignment
        }
    }

    /// A value.
    public enum Cell: Sendable, Hashable {
        case text(String)
        case integer(Int)
        /// A mark or nothing for people, a boolean in JSON.
        case boolean(Bool)
        /// Texts joined by commas for people, an array in JSON.
        case list([String])
        case empty
    }

    /// A table from its parts.
    public init(title: String = "", columns: [Column], rows: [[Cell]] = []) {
        self.title = title
        self.columns = columns
        self.rows = rows
    }
}

extension Table.Cell: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// An integer.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension Table {
    /// The cells of a row, one for each column.
    func cells(of row: [Cell]) -> [Cell] {
        columns.indices.map { $0 < row.count ? row[$0] : .empty }
    }
}

extension Table.Cell {
    /// The value as people read it.
    var text: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .boolean(let flag): flag ? "yes" : ""
        case .list(let texts): texts.joined(separator: ", ")
        case .empty: ""
        }
    }
}
