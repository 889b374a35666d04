import GitOpsManifest
import GitOpsSchema

extension StrategicMerge {
    /// Carries out every `$setElementOrder` together with the list it speaks of, and takes both out of the patch.
    ///
    /// Source: apimachinery, `strategicpatch`, `mergePatchIntoOriginal`.
    func applyElementOrders(
        _ result: inout MemberList, _ patch: inout MemberList, _ type: TypeRef?
    ) throws(StrategicMergePatchError) {
        for member in patch.all {
            let name = member.name
            guard name.directive == .setElementOrder || name.malformedDirective == .setElementOrder else { continue }
            let order = member.value
            if target == .patch {
                if let other = result[name] {
                    guard other.hasSameValue(as: order) else {
                        throw .at(order.place) { .invalidDirective($0, directive: "$setElementOrder") }
                    }
                } else {
                    result[name] = order
                }
            }
            patch.remove(name)
            guard name.directive == .setElementOrder, order.type == .list else {
                throw .at(order.place) { .invalidDirective($0, directive: "$setElementOrder") }
            }
            let list = name.with(.none)
            if let elements = try ordered(list, by: order, result[list], patch[list], type) {
                result[list] = .list(elements)
                patch.remove(list)
            }
        }
    }

    /// The elements of the merged list in order; `nil` when neither side has the list.
    private func ordered(
        _ name: PatchName, by order: PatchValue, _ before: PatchValue?, _ after: PatchValue?, _ type: TypeRef?
    ) throws(StrategicMergePatchError) -> [PatchValue]? {
        for list in [before, after] {
            if let list, list.type != .list {
                throw .at(list.place ?? order.place) { .invalidDirective($0, directive: "$setElementOrder") }
            }
        }
        guard let rule = PatchSchema.rule(name, of: type), let element = PatchSchema.element(of: rule) else {
            throw .at(order.place) { .unknownField($0) }
        }
        let lists = ListMerge(merge: self, element: element, key: rule.mergeKey, place: order.place)
        let original = before?.elements ?? []
        let patch = after?.elements ?? []
        try lists.checkOrder(of: patch, order.elements)
        var merged = ListMerge.Result(elements: original, originalOrder: original)
        switch (before, after) {
        case (nil, nil): return nil
        case (_, nil): break
        case (nil, _): merged.elements = patch.compactMap { PatchCleaning(removesNull: false).cleaned($0) }
        default:
            if rule.merges {
                merged = try lists.merge(original, patch, isDeletion: false)
            } else {
                merged.elements = patch
            }
        }
        let kind = try ElementTypes.type(original, patch, order.place)
        guard kind == .object || rule.mergeKey == nil || merged.elements.isEmpty else {
            throw .at(order.place) { .missingMergeKey($0, key: rule.mergeKey?.text ?? "") }
        }
        let items = try lists.items(merged.elements)
        return ElementOrder.arrange(
            items, by: try lists.items(order.elements), originalOrder: try lists.items(merged.originalOrder)
        ).map(\.value)
    }
}

extension ListMerge {
    /// Checks that the elements of a patch's list are named in the same order by its `$setElementOrder`.
    ///
    /// Source: apimachinery, `strategicpatch`, `validatePatchWithSetOrderList`.
    func checkOrder(of patch: [PatchValue], _ order: [PatchValue]) throws(StrategicMergePatchError) {
        if patch.isEmpty || order.isEmpty { return }
        var position = 0
        for element in patch {
            if key != nil {
                guard element.type == .object else { throw .at(element.place ?? place) { .mixedElements($0) } }
                if element.isDeletion { continue }
            }
            guard position < order.count else { throw .at(element.place ?? place) { .elementOrder($0) } }
            if element.patchDirective != nil { continue }
            let identity = try identity(element).record.hash
            while try self.identity(order[position]).record.hash != identity {
                position += 1
                guard position < order.count else { throw .at(element.place ?? place) { .elementOrder($0) } }
            }
            position += 1
        }
    }
}
