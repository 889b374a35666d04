extension Unifier {
    /// Leaves bindings behind also when the answer is no.
    mutating func fits(_ left: TypeID, _ right: TypeID) -> Bool {
        let leftRecord = self[left]
        let rightRecord = self[right]
        if rightRecord.kind == .variable {
            switch substitution(of: right, rightRecord, by: left, leftRecord) {
            case .valid: return true
            case .conflict: return false
            case .impossible: break
            }
        }
        if leftRecord.kind == .variable {
            return substitution(of: left, leftRecord, by: right, rightRecord) == .valid
        }
        if isDynamicOrError(left) || isDynamicOrError(right) { return true }
        if leftRecord.kind == .null { return takesNull(rightRecord) }
        if rightRecord.kind == .null { return takesNull(leftRecord) }
        return fitsByParts(leftRecord, rightRecord)
    }

    private mutating func fitsByParts(_ left: TypeRecord, _ right: TypeRecord) -> Bool {
        switch left.kind {
        case .type, .anyType: return right.kind == .type || right.kind == .anyType
        case .object, .opaque: return left.kind == right.kind && left.first == right.first
        case .list, .optional:
            return left.kind == right.kind
                && fits(TypeID(rawValue: left.first), TypeID(rawValue: right.first))
        case .map:
            return right.kind == .map && fits(TypeID(rawValue: left.first), TypeID(rawValue: right.first))
                && fits(TypeID(rawValue: left.second), TypeID(rawValue: right.second))
        default: return left.kind == right.kind
        }
    }

    private func takesNull(_ record: TypeRecord) -> Bool {
        record.isNullable || record.kind == .null || record.kind.takesNull
    }

    private enum Substitution { case valid, conflict, impossible }

    /// Whether a variable can stand for a type, by itself or by what it stands for already.
    private mutating func substitution(
        of variable: TypeID, _ variableRecord: TypeRecord, by type: TypeID, _ record: TypeRecord
    ) -> Substitution {
        if record.kind == .variable, record.first == variableRecord.first { return .valid }
        let bound = bindings[Int(variableRecord.first)]
        guard bound != .none else {
            guard !occurs(variableRecord.first, in: type) else { return .impossible }
            bind(variableRecord.first, type)
            return .valid
        }
        if isSame(type, bound) { return .valid }
        guard fits(type, bound) else { return .conflict }
        let general = moreGeneral(type, bound)
        if !occurs(variableRecord.first, in: general) { bind(variableRecord.first, general) }
        return .valid
    }

    private func occurs(_ variable: UInt32, in type: TypeID) -> Bool {
        let record = self[type]
        guard record.hasVariables else { return false }
        switch record.kind {
        case .variable:
            if record.first == variable { return true }
            let bound = bindings[Int(record.first)]
            return bound != .none && occurs(variable, in: bound)
        case .map:
            return occurs(variable, in: TypeID(rawValue: record.first))
                || occurs(variable, in: TypeID(rawValue: record.second))
        default: return occurs(variable, in: TypeID(rawValue: record.first))
        }
    }

    /// Whether two types are equal, variables by number; a wrapper equals what it wraps.
    func isSame(_ left: TypeID, _ right: TypeID) -> Bool {
        if left == right { return true }
        let leftRecord = self[left]
        let rightRecord = self[right]
        guard leftRecord.kind == rightRecord.kind else { return false }
        switch leftRecord.kind {
        case .object, .opaque, .variable: return leftRecord.first == rightRecord.first
        case .list, .optional, .type:
            return isSame(TypeID(rawValue: leftRecord.first), TypeID(rawValue: rightRecord.first))
        case .map:
            return isSame(TypeID(rawValue: leftRecord.first), TypeID(rawValue: rightRecord.first))
                && isSame(TypeID(rawValue: leftRecord.second), TypeID(rawValue: rightRecord.second))
        default: return true
        }
    }

    /// Of two types that fit, the less specific.
    func moreGeneral(_ left: TypeID, _ right: TypeID) -> TypeID {
        isEqualOrLessSpecific(left, right) ? left : right
    }

    private func isEqualOrLessSpecific(_ left: TypeID, _ right: TypeID) -> Bool {
        let leftRecord = self[left]
        let rightRecord = self[right]
        if left == .dynamic || leftRecord.kind == .variable { return true }
        if right == .dynamic || rightRecord.kind == .variable { return false }
        guard leftRecord.kind == rightRecord.kind else { return false }
        switch leftRecord.kind {
        case .list, .optional:
            return isEqualOrLessSpecific(TypeID(rawValue: leftRecord.first), TypeID(rawValue: rightRecord.first))
        case .map:
            return isEqualOrLessSpecific(TypeID(rawValue: leftRecord.first), TypeID(rawValue: rightRecord.first))
                && isEqualOrLessSpecific(TypeID(rawValue: leftRecord.second), TypeID(rawValue: rightRecord.second))
        case .type, .anyType: return true
        default: return isSame(left, right)
        }
    }
}
