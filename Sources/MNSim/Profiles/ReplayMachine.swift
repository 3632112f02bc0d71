package import MNCore
import Synchronization

/// A machine that answers from a profile and from nothing else.
package struct ReplayMachine: Machine {
    private let recording: Recording
    private let rest: Outcome

    package init(_ profile: Profile) {
        self.init(profile.recording, rest: profile.rest == .absent ? .absent : .unrecorded)
    }

    /// - Parameter rest: what a question is answered that was not recorded.
    package init(_ recording: Recording, rest: Outcome) {
        self.recording = recording
        self.rest = rest
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        // As on a real machine, no program is started for which no time is left.
        if case .command = access, limit <= .zero { return .timedOut }
        return recording[access] ?? rest
    }
}

/// A machine that passes every question on and writes down the answer.
package final class RecordingMachine: Machine {
    private let inner: any Machine
    private let outcomes = Mutex<[Access: Outcome]>([:])

    package init(_ inner: any Machine) { self.inner = inner }

    /// All that was asked so far, also what was not answered.
    package var asked: [Access: Outcome] { outcomes.withLock { $0 } }

    /// What was answered so far, sorted by access; what an inner replay cannot answer stays unanswered.
    package var recording: Recording { Recording(asked.filter { $0.value != .unrecorded }) }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        let outcome = await inner.answer(access, within: limit)
        outcomes.withLock { $0[access] = outcome }
        return outcome
    }
}

/// A machine on which some answers go wrong, in ways that are stated beforehand.
package struct FaultyMachine: Machine {
    private let inner: any Machine
    private let faults: [MachineFault]

    package init(_ inner: any Machine, _ faults: [MachineFault]) {
        self.inner = inner
        self.faults = faults
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        guard let fault = faults.first(where: { $0.access == access }) else {
            return await inner.answer(access, within: limit)
        }
        return await fault.applied { await inner.answer(access, within: limit) }
    }
}

/// One thing that goes wrong with the answer to one question.
package struct MachineFault: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        // Another outcome instead.
        case absent, denied, hang, unrecorded
        case failed(String)
        case exit(code: Int, standardOutput: [UInt8], standardError: [UInt8])
        case crash(signal: Int)
        /// The outputs, or the file, are there and empty.
        case empty
        case replaced([UInt8])
        // The real answer, damaged.
        /// Only so many bytes of it.
        case truncated(bytes: Int)
        /// Line ends of Windows.
        case crlf
        case byteOrderMark
        /// Little-endian UTF-16 with a byte order mark.
        case utf16
        /// These bytes before it, as a banner or a warning.
        case preceded([UInt8])
    }

    package var access: Access
    package var kind: Kind

    package init(_ access: Access, _ kind: Kind) {
        self.access = access
        self.kind = kind
    }

    /// The outcome with this fault; the inner machine is asked only where its answer is damaged.
    func applied(_ inner: () async -> Outcome) async -> Outcome {
        switch kind {
        case .absent: .absent
        case .denied: .denied
        case .hang: .timedOut
        case .unrecorded: .unrecorded
        case .failed(let error): .failed(error)
        case .exit(let code, let output, let error):
            .ended(CommandResult(.exited(code), standardOutput: output, standardError: error))
        case .crash(let signal): .ended(CommandResult(.signalled(signal)))
        default: await inner().mapBytes(damage)
        }
    }

    private func damage(_ bytes: [UInt8]) -> [UInt8] {
        switch kind {
        case .empty: return []
        case .replaced(let other): return other
        case .truncated(let count): return Array(bytes.prefix(count))
        case .crlf:
            return bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
        case .byteOrderMark: return [0xEF, 0xBB, 0xBF] + bytes
        case .utf16:
            let units = String(decoding: bytes, as: UTF8.self).utf16
            return [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        case .preceded(let banner): return banner + bytes
        default: return bytes
        }
    }
}

extension Outcome {
    /// This outcome with other bytes in the file or on standard output; others are left alone.
    fileprivate func mapBytes(_ transform: ([UInt8]) -> [UInt8]) -> Outcome {
        switch self {
        case .bytes(let bytes): return .bytes(transform(bytes))
        case .ended(var result):
            result.standardOutput = transform(result.standardOutput)
            return .ended(result)
        default: return self
        }
    }
}
