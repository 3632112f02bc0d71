import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// Whatever clients send, and whenever they leave, a fake runner keeps its promises.
@Suite struct `A fake runner among unruly clients` {
    private static let methods = ["GET", "GET", "POST", "POST", "DELETE", "HEAD", "PUT", "OPTIONS"]
    private static let targets = [
        "/", "/models", "/models/create", "/models/create", "/models/ai/small", "/models/small",
        "/models/ai/small?force=1", "/models/purge", "/models/ai/small/tag?repo=ai/x&tag=%ff",
        "/models/ai/small/tag?repo=x&tag=y", "/models/ai/small/push", "/models/load",
        "/models/ai/large/repackage", "/models/ai/small/export", "/models/%", "/models/%zz%2",
        "/models/../..", "//engines//ps", "/engines/ps", "/engines/df", "/engines/status",
        "/engines/_configure", "/engines/unload", "/engines/requests", "/engines/install-backend",
        "/engines/uninstall-backend", "/engines/vllm/v1/completions", "/v1/chat/completions",
        "/v1/completions", "/v1/embeddings", "/rerank", "/v1/images/generations", "/api/chat",
        "/api/generate", "/api/pull", "/api/tags", "/api/ps", "/anthropic/v1/messages",
        "/responses", "/metrics", "/logs?follow=1", "/?=&&==%", "", "*", "/engines/x/y/z",
    ]
    private static let bodies = [
        "", "{", "[]", "null", "{}", "\u{0}", #"{"from":"ai/small"}"#, #"{"from":"ai/large"}"#,
        #"{"from":"ai/small:x"}"#, #"{"from":"hf.co/a/b"}"#, #"{"from":1}"#, #"{"all":true}"#,
        #"{"name":"ai/large"}"#, #"{"backend":"diffusers"}"#, #"{"backend":"vllm"}"#,
        #"{"target":"ai/y:z","context_size":7}"#, #"{"model":"ai/large","prompt":"x"}"#,
        #"{"model":"ai/small","messages":[{"role":"user","content":"hi"}],"stream":true}"#,
        #"{"model":"small","messages":[{"content":[{"text":"a"}]}],"max_tokens":-1,"n":99}"#,
        #"{"model":"small","input":["a",1],"encoding_format":"base64","keep_alive":"0"}"#,
        #"{"model":"ai/small","raw-runtime-flags":"--temp 1","keep_alive":"1h","mode":"embedding"}"#,
    ]

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `never breaks its own rules`(_ seed: UInt64) throws {
        var state = Client.usualState(bandwidth: seed % 3 == 0 ? nil : ByteCount(2 << 20))
        if seed % 2 == 0 { state.diskFree = ByteCount(33 << 20) }
        if seed % 5 == 0 { state.gpuMemory = ByteCount(20 << 20) }
        state.slotLimit = Int(seed % 3) + 1
        for index in state.registry.offers.indices {
            state.registry.offers[index].content?.behaviour.tokensPerSecond = 3
            state.registry.offers[index].content?.behaviour.loadTime = .seconds(Int(seed % 4))
            state.registry.offers[index].content?.behaviour.embeddingLength = 3
        }
        var client = Client(state)
        var random = seed
        func pick(_ count: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % count
        }
        var operations: [FakeOperation] = []
        for _ in 0..<60 {
            let response = client.send(
                Self.methods[pick(Self.methods.count)], Self.targets[pick(Self.targets.count)],
                Self.bodies[pick(Self.bodies.count)])
            check(response)
            if let operation = response.operation { operations.append(operation) }
            if pick(4) == 0 { client.wait(.milliseconds(pick(20000))) }
            if pick(3) == 0, let operation = operations.popLast() {
                if let updated = client.runner.updated(operation) { check(updated) }
                client.runner.hangUp(operation, at: client.now)
            }
            check(client.runner.runner.state)
        }
        let end = client.runner.runner.state
        #expect(try RunnerState(JSONField(end.json)).models == end.models)
    }

    private func check(_ response: FakeResponse) {
        let times = response.pieces.map(\.after)
        #expect(times == times.sorted())
        #expect(response.headAfter <= times.first ?? response.headAfter)
        #expect(response.endAfter >= times.last ?? .zero)
        guard let head = response.head else {
            #expect(response.ending != .complete)
            return
        }
        #expect((200...599).contains(head.status))
        if let length = head.headers["Content-Length"], !response.body.isEmpty {
            #expect(length == String(response.body.count))
        }
    }

    private func check(_ state: RunnerState) {
        #expect(Set(state.models.map(\.id)).count == state.models.count)
        let tags = state.models.flatMap(\.tags)
        #expect(Set(tags).count == tags.count)
        #expect(Set(state.runners.map(\.key)).count == state.runners.count)
        #expect(state.work.pulls.count(where: \.isRunning) <= RunnerState.pullLimit)
        #expect(Set(state.partials.keys).isDisjoint(with: state.blobs.keys))
    }
}
