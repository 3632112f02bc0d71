/// A figure of each layer of a model: one for all, or one each.
package enum PerLayer<Value: Hashable & Sendable>: Hashable, Sendable {
    case same(Value)
    case each([Value])

    /// The figure of a layer; nil for a layer of which nothing is said.
    package subscript(layer: Int) -> Value? {
        switch self {
        case .same(let value): value
        case .each(let values): values.indices.contains(layer) ? values[layer] : nil
        }
    }
}

extension PerLayer<Count> {
    /// The largest figure of any layer.
    package var largest: Count {
        switch self {
        case .same(let value): value
        case .each(let values): values.max() ?? .zero
        }
    }
}
