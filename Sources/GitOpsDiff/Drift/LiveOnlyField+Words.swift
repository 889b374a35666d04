extension LiveOnlyField.Explanation: CustomStringConvertible {
    /// Why the field is there.
    public var description: String {
        switch self {
        case .defaulted: "the server's default"
        case .allocated: "allocated by the server or a controller"
        case .owned(let manager, let since): "owned by \(manager)" + (since.map { " since \($0)" } ?? "")
        case .status: "status"
        case .bookkeeping: "the server's own record"
        case .unexplained: "unexplained"
        }
    }

    /// A word for tools.
    public var code: String {
        switch self {
        case .defaulted: "default"
        case .allocated: "allocated"
        case .owned: "owned"
        case .status: "status"
        case .bookkeeping: "bookkeeping"
        case .unexplained: "unexplained"
        }
    }
}
