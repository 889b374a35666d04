import GitOpsManifest
import GitOpsSchema

/// Merges a patch into an object, or into another patch.
///
/// Source: apimachinery, `strategicpatch`, `mergeMap`. Members that the patch does not speak of stay references to their
/// document.
struct StrategicMerge {
    enum Target {
        /// An object: directives are carried out, and null that finds nothing to remove is dropped.
        case object
        /// Another patch: directives and null are kept.
        case patch
    }

    let target: Target
    /// What a value that is taken over is freed of; `nil` when there can be nothing.
    private let cleaning: PatchCleaning?

    /// A merge into an object.
    static let intoObject = StrategicMerge(target: .object, cleaning: PatchCleaning(removesNull: true))

    /// A merge into another patch; `hasDirectives` tells whether the documents of the patch may have `$patch`.
    static func intoPatch(hasDirectives: Bool) -> StrategicMerge {
        StrategicMerge(target: .patch, cleaning: hasDirectives ? PatchCleaning(removesNull: false) : nil)
    }

    func objects(
        _ original: MemberList, _ patch: MemberList, _ type: TypeRef?
    ) throws(StrategicMergePatchError) -> MemberList {
        var patch = patch
        if let directive = patch[.patch] { return try replaced(patch, directive) }
        var result = original
        try applyRetainKeys(&result, &patch)
        try applyElementOrders(&result, &patch, type)
        for member in patch.all { try merge(member, into: &result, type) }
        return result
    }

    private func replaced(
        _ patch: MemberList, _ directive: PatchValue
    ) throws(StrategicMergePatchError) -> MemberList {
        var patch = patch
        if directive.isString("delete") { return MemberList() }
        guard directive.isString("replace") else {
            throw .at(directive.place) { .invalidDirective($0, directive: "$patch") }
        }
        patch.remove(.patch)
        return patch
    }

    private func merge(
        _ member: PatchMember, into result: inout MemberList, _ type: TypeRef?
    ) throws(StrategicMergePatchError) {
        var name = member.name
        let isDeletionList = name.directive == .deleteFromPrimitiveList || name.malformedDirective != nil
        if isDeletionList {
            if target == .patch { return result[name] = member.value }
            guard name.directive == .deleteFromPrimitiveList else {
                throw .at(member.value.place) { .invalidDirective($0, directive: "$deleteFromPrimitiveList") }
            }
            name = name.with(.none)
        }
        if member.value.type == .null {
            result.remove(name)
            if target == .object { return }
        }
        guard let before = result[name], before.type == member.value.type else {
            if !isDeletionList { result[name] = cleaning.map { $0.cleaned(member.value) } ?? member.value }
            return
        }
        switch before.type {
        case .object:
            guard let rule = PatchSchema.rule(name, of: type) else {
                throw .at(member.value.place) { .unknownField($0) }
            }
            if rule.replaces {
                result[name] = member.value
            } else {
                result[name] = .object(try objects(before.members, member.value.members, rule.type).all)
            }
        case .list:
            guard let rule = PatchSchema.rule(name, of: type), let element = PatchSchema.element(of: rule) else {
                throw .at(member.value.place) { .unknownField($0) }
            }
            if rule.merges || isDeletionList {
                let lists = ListMerge(merge: self, element: element, key: rule.mergeKey, place: member.value.place)
                result[name] = .list(
                    try lists.merge(before.elements, member.value.elements, isDeletion: isDeletionList).elements)
            } else {
                result[name] = member.value
            }
        default: result[name] = member.value
        }
    }
}

// MARK: $retainKeys

extension StrategicMerge {
    /// Source: apimachinery, `applyRetainKeysDirective`.
    private func applyRetainKeys(
        _ result: inout MemberList, _ patch: inout MemberList
    ) throws(StrategicMergePatchError) {
        guard let directive = patch[.retainKeys] else { return }
        patch.remove(.retainKeys)
        if target == .patch {
            if let other = result[.retainKeys] {
                guard other.hasSameValue(as: directive) else { throw .at(directive.place) { .retainKeys($0) } }
            } else {
                result[.retainKeys] = directive
            }
            return
        }
        guard directive.type == .list else {
            throw .at(directive.place) { .invalidDirective($0, directive: "$retainKeys") }
        }
        var retained: Set<[UInt8]> = []
        for element in directive.elements {
            guard !element.type.isContainer else {
                throw .at(element.place) { .invalidDirective($0, directive: "$retainKeys") }
            }
            if let bytes = element.stringBytes { retained.insert(Array(bytes)) }
        }
        for member in patch.all
        where member.value.type != .null && member.name.directive == .none && member.name.malformedDirective == nil {
            guard retained.contains(Array(member.name.bytes)) else {
                throw .at(member.value.place) { .retainKeys($0) }
            }
        }
        result.removeAll { member in
            let name = member.name
            return !retained.contains(Array("\(name.directive.prefix)".utf8) + Array(name.bytes))
        }
    }
}
