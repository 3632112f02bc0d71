package import MNCore
import Synchronization

/// Keeps the trace of a live run on this machine while the run goes on, so that one that fails, or is killed,
/// can be told about afterwards.
///
/// Each event is written before its answer is used, without secrets. Nothing that goes wrong here changes
/// what the run does or says: then there is no recording.
package final class FlightRecorder: Sendable {
    private struct State {
        /// Nil once it has come to an end, or could not be written.
        var log: RecordingLog?
        var mask: EventMask

        /// Leaves nothing of the recording.
        mutating func drop() {
            log?.remove()
            log = nil
        }
    }

    /// The most bytes of a line; of a longer one the middle is left out.
    static let lineLimit = 256 << 10

    private let world: World
    private let start: Duration
    private let state: Mutex<State>

    /// Begins to record; nil where nothing can be.
    ///
    /// - Parameters:
    ///   - world: the world itself, of which nothing is traced.
    ///   - header: what the trace begins with.
    package init?(in world: World, header: Trace) {
        guard let files = world.recordings, let folder = FlightRecordings.folder(world.environment),
            world.environment[FlightRecordings.offVariable] ?? "" == ""
        else { return nil }
        let name = FlightRecordings.name(at: world.time.sinceEpoch, seed: world.seed)
        let mask = EventMask(environment: world.environment.all)
        var header = header
        header.arguments = mask.words(header.arguments)
        let stem = "\(folder)/\(name)"
        guard let log = try? RecordingLog(stem, files, header: Self.line(header.header, at: .zero))
        else { return nil }
        self.world = world
        start = world.time.now
        state = Mutex(State(log: log, mask: mask))
        FlightRecordings.prune(in: world)
    }

    /// Writes an event down.
    package func note(_ event: Trace.Event) {
        let time = world.time.now - start
        state.withLock { state in
            guard state.log != nil else { return }
            let line = Self.line(state.mask.masked(event), at: time)
            // A full disk, or a folder that has gone: part of a run is none.
            do { try state.log?.append(line) } catch { state.drop() }
        }
    }

    /// Ends the recording.
    ///
    /// - Parameter exit: how the run ended; nil if it is not to be kept.
    /// - Returns: whether it is kept.
    package func end(_ exit: ExitCode?) -> Bool {
        let time = world.time.now - start
        let isKept = state.withLock { state in
            guard let exit, state.log != nil else {
                state.drop()
                return false
            }
            var ending = Trace(version: "", arguments: [])
            ending.exitCode = exit.rawValue
            do {
                try state.log?.end(Self.line(ending.exit ?? .null, at: time), in: world.files)
                state.log = nil
                return true
            } catch {
                state.drop()
                return false
            }
        }
        if isKept { FlightRecordings.prune(in: world) }
        return isKept
    }

    /// The line of an event, shortened until it is short enough.
    private static func line(_ event: Trace.Event, at time: Duration) -> [UInt8] {
        let whole = line(event.json, at: time)
        guard whole.count > lineLimit else { return whole }
        // In JSON a byte may take six.
        for limit in [lineLimit / 2, lineLimit / 8] {
            let (event, cut) = event.shortened(to: limit)
            let line = line(Trace.Event.shortened(event, bytes: cut).json, at: time)
            if line.count <= lineLimit { return line }
        }
        return line(Trace.Event.cut(events: 1, bytes: whole.count).json, at: time)
    }

    private static func line(_ json: JSON, at time: Duration) -> [UInt8] {
        var members = json.object ?? JSONObject()
        members[Trace.Event.time] = .integer(Seconds(time).milliseconds)
        return Array(JSON.object(members).text(.canonical).utf8) + [10]
    }
}
