/// Where a value lies in a document, as the way to it from the value around it.
///
/// Most values are read without a fault, and nobody asks for the place: it is put into a pointer where
/// somebody does.
struct JSONPlace: Sendable {
    enum Step: Sendable {
        /// From which the place is told: a document, or a part of one.
        case start(JSONPointer)
        case member(String)
        case element(Int)
    }

    /// The place of a value that others lie in.
    final class Container: Sendable {
        let place: JSONPlace

        init(_ place: JSONPlace) { self.place = place }
    }

    private let around: Container?
    private let step: Step

    init(_ start: JSONPointer) { (around, step) = (nil, .start(start)) }

    /// The place of a value in a container.
    init(_ step: Step, in container: Container) { (around, self.step) = (container, step) }

    var pointer: JSONPointer {
        switch step {
        case .start(let pointer): pointer
        case .member(let key): outer.appending(key)
        case .element(let index): outer.appending(String(index))
        }
    }

    private var outer: JSONPointer { around?.place.pointer ?? JSONPointer() }
}
