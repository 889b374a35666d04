import GitOpsManifest
import GitOpsSchema

extension ApplyOperation {
    mutating func mayTakeOver(_ conflicts: [FieldConflict]) -> Bool { false }
    mutating func notTakenOver(_ conflicts: [FieldConflict]) -> [FieldConflict] { conflicts }
}
