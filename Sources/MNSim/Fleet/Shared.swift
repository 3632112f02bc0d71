/// A value that many hold: a copy of it is a reference, and its hash is worked out once.
package struct Shared<Value: Hashable & Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value
        let hash: Int

        init(_ value: Value) {
            self.value = value
            hash = value.hashValue
        }
    }

    private var box: Box

    package init(_ value: Value) { box = Box(value) }

    package var value: Value {
        get { box.value }
        set { box = Box(newValue) }
    }
}

extension Shared: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.box === right.box
            || left.box.hash == right.box.hash && left.box.value == right.box.value
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(box.hash) }
}
