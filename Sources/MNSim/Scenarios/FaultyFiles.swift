import MNCore
import Synchronization

/// Files of which some calls fail; which ones can change from one step to the next.
final class FaultyFiles: Files {
    private struct State {
        var faults: [Scenario.CallFault] = []
        /// By fault: how many calls it could have happened to, and how many met it.
        var calls: [Int] = []
        var fired: [Int] = []
        /// Whether whoever asks is dead already: then every lock is free, so that it comes to an end.
        var isForNobody = false
    }

    private struct NoLock: FileLock { func release() {} }

    private let inner: any Files
    private let state = Mutex(State())

    init(_ inner: any Files) { self.inner = inner }

    /// From now on these calls fail, and no others.
    func befall(_ faults: [Scenario.CallFault]) {
        let none = [Int](repeating: 0, count: faults.count)
        state.withLock { $0 = State(faults: faults, calls: none, fired: none) }
    }

    /// From now on no lock is waited for, until the next faults come.
    func beForNobody() { state.withLock { $0.isForNobody = true } }

    /// The faults that no call met.
    var unmetFaults: [String] {
        state.withLock { state in
            zip(state.faults, state.fired).filter { $1 == 0 }.map(\.0.id)
        }
    }

    private func meet(_ call: Scenario.CallFault.Call, _ path: String) throws(FileFault) {
        let reason: FileFault.Reason? = state.withLock { state in
            var reason: FileFault.Reason?
            for (index, fault) in state.faults.enumerated()
            where fault.call.map({ $0 == call }) ?? true && Glob(fault.path).matches(path) {
                state.calls[index] += 1
                if state.calls[index] < fault.firstCall { continue }
                if let times = fault.times, state.fired[index] >= times { continue }
                state.fired[index] += 1
                reason = reason ?? fault.reason
            }
            return reason
        }
        if let reason { throw FileFault(path, reason) }
    }

    func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        try meet(.read, path)
        return try inner.read(path, limit: limit)
    }

    func piece(of path: String, at offset: Int) throws(FileFault) -> [UInt8] {
        try meet(.read, path)
        return try inner.piece(of: path, at: offset)
    }

    func header(ofModel path: String) throws(GGUFFault) -> GGUFHeader {
        do throws(FileFault) { try meet(.read, path) } catch { throw .file(error) }
        return try inner.header(ofModel: path)
    }

    func list(_ path: String) throws(FileFault) -> [String] {
        try meet(.list, path)
        return try inner.list(path)
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try meet(.replace, path)
        try inner.replace(path, with: bytes)
    }

    func replace(_ path: String, with bytes: [UInt8], isPrivate: Bool) throws(FileFault) {
        try meet(.replace, path)
        try inner.replace(path, with: bytes, isPrivate: isPrivate)
    }

    func rehearse(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        try meet(.rehearse, path)
        try inner.rehearse(path, with: bytes)
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileFault) {
        try meet(.append, path)
        try inner.append(bytes, to: path)
    }

    func removeLeftovers(in directory: String) { inner.removeLeftovers(in: directory) }

    func lock(_ path: String) throws(FileFault) -> (any FileLock)? {
        if state.withLock(\.isForNobody) { return NoLock() }
        try meet(.lock, path)
        return try inner.lock(path)
    }

    func resolved(_ path: String) throws(FileFault) -> String {
        try meet(.resolve, path)
        return try inner.resolved(path)
    }
}
