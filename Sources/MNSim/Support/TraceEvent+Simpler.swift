import MNCore
import MNSim

// What of an event can be made less, so that the run it is of stays one that could have been.
extension Trace.Event {
    /// The event as if nothing were there; nil if nothing is, or it cannot be told so.
    ///
    /// A question stays a question: what was not recorded is something else than what is not there.
    var withNothingThere: Trace.Event? {
        switch self {
        case .access(let exchange):
            exchange.outcome == .absent || exchange.access == .platform
                ? nil : .access(Recording.Exchange(exchange.access, .absent))
        case .call(let request, let endpoint, let outcome):
            outcome == HTTPOutcome(nil, .refused)
                ? nil : .call(request, endpoint, HTTPOutcome(nil, .refused))
        case .connect(let endpoint, let fault):
            fault == .refused ? nil : .connect(endpoint, .refused)
        case .process(let argv, let result):
            result.ending == .absent ? nil : .process(argv, CommandResult(.absent))
        case .obstacle(let argv, let outcome): outcome == nil ? nil : .obstacle(argv, nil)
        case .read(let path, .success): .read(path: path, .failure(FileFault(path, .notFound)))
        case .list(let path, .success): .list(path: path, .failure(FileFault(path, .notFound)))
        case .read(let path, .failure(let fault)) where fault.reason != .notFound:
            .read(path: path, .failure(FileFault(path, .notFound)))
        case .list(let path, .failure(let fault)) where fault.reason != .notFound:
            .list(path: path, .failure(FileFault(path, .notFound)))
        default: nil
        }
    }

    /// What belongs together on a machine: all that one program says, or one part of the system.
    var organ: String? {
        guard case .access(let exchange) = self else { return nil }
        return switch exchange.access {
        case .platform: nil
        case .environment: "environment"
        case .command(let argv): "command \(argv.first ?? "")"
        case .file(let path), .directory(let path):
            path.split(separator: "/").prefix(3).joined(separator: "/")
        }
    }

    /// The texts in the answer.
    var contents: [[UInt8]] {
        switch self {
        case .access(let exchange):
            switch exchange.outcome {
            case .bytes(let bytes): [bytes]
            case .ended(let result): [result.standardOutput, result.standardError]
            default: []
            }
        case .call(_, _, let outcome): outcome.response.map { [$0.body] } ?? []
        case .process(_, let result): [result.standardOutput, result.standardError]
        case .read(_, .success(let bytes)): [bytes]
        default: []
        }
    }

    /// The event with another text in place of one of `contents`.
    func replacing(_ index: Int, with bytes: [UInt8]) -> Trace.Event {
        func changed(_ result: CommandResult) -> CommandResult {
            var result = result
            if index == 0 { result.standardOutput = bytes } else { result.standardError = bytes }
            return result
        }
        switch self {
        case .access(let exchange):
            return switch exchange.outcome {
            case .ended(let result):
                .access(Recording.Exchange(exchange.access, .ended(changed(result))))
            default: .access(Recording.Exchange(exchange.access, .bytes(bytes)))
            }
        case .call(let request, let endpoint, var outcome):
            outcome.response?.body = bytes
            return .call(request, endpoint, outcome)
        case .process(let argv, let result): return .process(argv, changed(result))
        case .read(let path, _): return .read(path: path, .success(bytes))
        default: return self
        }
    }

    /// The event with fewer names, if it is a directory's.
    var names: [String]? {
        switch self {
        case .access(let exchange):
            if case .entries(let entries) = exchange.outcome { entries.map(\.name) } else { nil }
        case .list(_, .success(let names)): names
        default: nil
        }
    }

    func keeping(_ names: [String]) -> Trace.Event {
        switch self {
        case .access(let exchange):
            guard case .entries(let entries) = exchange.outcome else { return self }
            return .access(
                Recording.Exchange(
                    exchange.access, .entries(entries.filter { names.contains($0.name) })))
        case .list(let path, .success): return .list(path: path, .success(names))
        default: return self
        }
    }

    /// The event without the fields of the answer's head; nil if there are none.
    var withoutHeaders: Trace.Event? {
        guard case .call(let request, let endpoint, var outcome) = self,
            outcome.response?.head.headers.fields.isEmpty == false
        else { return nil }
        outcome.response?.head.headers = [:]
        return .call(request, endpoint, outcome)
    }
}
