import Foundation

/// Programs of the machine that tests compare with, which not every machine has.
public enum InstalledPrograms {
    /// Whether a program is found by its name.
    public static func has(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
}
