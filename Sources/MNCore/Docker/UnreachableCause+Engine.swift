// What mends a client or an engine that answers with other words than what it was asked for.
extension UnreachableCause {
    /// What mends what `docker` says of itself.
    static func clientFixes(_ words: String) -> [String] {
        let text = words.lowercased()
        if text.contains("wsl integration") {
            return [
                "In Docker Desktop: Settings > Resources > WSL integration, on for this distribution"
            ]
        }
        if text.contains("context"), text.contains("not found") {
            return ["unset DOCKER_CONTEXT && docker context use default", "docker context ls"]
        }
        if text.contains("podman") {
            return ["Install Docker's own client: https://docs.docker.com/engine/install/"]
        }
        return ["docker model version", "docker info"]
    }

    /// What lets this user speak to the engine at this socket.
    static func permissionFixes(_ host: String) -> [String] {
        if host.hasPrefix("npipe:") {
            return [
                "As an administrator: net localgroup docker-users USER /add",
                "Then sign out of Windows, and in again.",
            ]
        }
        // Docker Desktop's, which lies in the user's own folder.
        if host.contains("/.docker/") {
            return ["sudo chown -R $USER ~/.docker", "docker desktop restart"]
        }
        return ["sudo usermod -aG docker $USER && newgrp docker"]
    }

    /// What helps against an engine that refuses.
    static func engineFixes(_ words: String) -> [String] {
        let text = words.lowercased()
        if text.contains("client version") {
            return [
                text.contains("too old")
                    ? "Update docker: https://docs.docker.com/engine/install/"
                    : "Update the engine: https://docs.docker.com/engine/install/",
                "If DOCKER_API_VERSION is set: unset DOCKER_API_VERSION",
            ]
        }
        if text.contains("command [ssh") {
            return [
                text.contains("not found")
                    ? "On that machine, put docker into the PATH of SSH's commands, or install it: "
                        + "https://docs.docker.com/engine/install/"
                    : "On that machine: sudo usermod -aG docker $USER",
                "Use the engine of this machine: unset DOCKER_HOST && docker context use default",
            ]
        }
        if ["context not found", "is not found on the file system"].contains(where: text.contains) {
            return ["docker context use default", "docker context ls"]
        }
        if text.contains("containerd.sock") { return ["sudo systemctl restart containerd docker"] }
        // Go's words where one speaks TLS and the other does not (docs.docker.com, "Protect the Docker daemon
        // socket").
        if text.contains("client sent an http request to an https server") {
            return [
                "export DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=~/.docker",
                "That folder is to hold the engine's ca.pem, and your cert.pem and key.pem.",
            ]
        }
        if text.contains("server gave http response to https client") {
            return ["unset DOCKER_TLS_VERIFY DOCKER_TLS", "docker context ls"]
        }
        // crypto/x509, `HostnameError`.
        if ["certificate is valid for", "any ip sans", "is not valid for any names"].contains(
            where: text.contains)
        {
            return [
                "Name the engine as its certificate does: export DOCKER_HOST=tcp://NAME:2376",
                "docker context ls",
            ]
        }
        if ["certificate required", "bad certificate", "signed by unknown authority", ".pem"]
            .contains(
                where: text.contains)
        {
            return [
                "Name the folder that has the engine's ca.pem, and your cert.pem and key.pem: "
                    + "export DOCKER_CERT_PATH=FOLDER",
                "Use the engine of this machine: unset DOCKER_HOST && docker context use default",
            ]
        }
        if text.contains("x509") || text.contains("certificate") {
            return [
                "date -u",
                "Renew its certificates, or take another engine: docker context use default",
            ]
        }
        if text.contains("desktop") || text.contains("pipe") {
            return ["docker desktop restart", "With WSL2, if that does not help: wsl --shutdown"]
        }
        return ["sudo systemctl restart docker", "With Docker Desktop: docker desktop restart"]
    }
}
