"""Images in place of those of a registry that cannot be reached, made from what this machine has.

They bear the names by which the Dockerfile, compose.yaml and the manifests ask for them, keep to the conventions of
those images as far as we use them (entrypoint, user, volume), and lie in the run's own folder. What they cannot show is
that the published images behave the same.
"""

import io
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

from infra import frontend, npm
from infra.embedded import nats
from infra.embedded.postgres import program_path
from infra.embedded.processes import ROOT
from tests.containers.engine import Engine

SHELL = ("sh", "env", "mkdir", "cat", "chown", "id", "rm")
"""Programs of this machine that the entrypoint below, and the Dockerfile, need."""
WHEELS_EXPECT = ("libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "libm.so.6", "libresolv.so.2",
                 "libgcc_s.so.1", "libstdc++.so.6")  # fmt: skip
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PASSWD = "root:x:0:0:root:/:/bin/sh\npostgres:x:999:999:postgres:/var/lib/postgresql:/bin/sh\n"
POSTGRES = """\
#!/bin/sh
set -eu
export PGDATA=/var/lib/postgresql/18/docker
as=
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chown -R 999:999 /var/lib/postgresql /var/run/postgresql
    as="setpriv --reuid=999 --regid=999 --clear-groups"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    (umask 077; cat "$POSTGRES_PASSWORD_FILE" > /tmp/password)
    [ -z "$as" ] || chown 999:999 /tmp/password
    $as initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile=/tmp/password \\
        --encoding=UTF8 $POSTGRES_INITDB_ARGS
    rm /tmp/password
    echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
fi
exec $as postgres -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "$@"
"""


class Root:
    """The files of an image, gathered as an archive. Libraries of programs come along."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.archive = tarfile.open(fileobj=self.buffer, mode="w")  # noqa: SIM115 - closed when it is imported
        self.held: set[str] = set()
        self.write("/etc/passwd", PASSWD)
        self.folder("/tmp", mode=0o1777)  # noqa: S108 - in the image

    def folder(self, path: str, *, mode: int = 0o755, owner: int = 0) -> None:
        """Add an empty folder."""
        info = tarfile.TarInfo(path.lstrip("/"))
        info.type, info.mode, info.uid, info.gid = tarfile.DIRTYPE, mode, owner, owner
        self.archive.addfile(info)

    def write(self, path: str, text: str, *, mode: int = 0o644) -> None:
        """Add a file with a content."""
        info = tarfile.TarInfo(path.lstrip("/"))
        info.size, info.mode = len(text.encode()), mode
        self.archive.addfile(info, io.BytesIO(text.encode()))

    def copy(self, source: Path, target: str) -> None:
        """Add one file of this machine, once."""
        if target not in self.held:
            self.held.add(target)
            self.archive.add(source.resolve(), target.lstrip("/"), recursive=False, filter=owned_by_root)

    def copy_tree(self, source: Path, target: str, *, without: Iterable[str] = ()) -> None:
        """Add a folder, but for what has one of these names."""
        left_out = {*without, "__pycache__"}

        def kept(info: tarfile.TarInfo) -> tarfile.TarInfo | None:
            return None if left_out & set(Path(info.name).parts) else owned_by_root(info)

        self.archive.add(source, target.lstrip("/"), filter=kept)

    def libraries_of(self, program: Path) -> None:
        """Add the shared libraries that a program or library is bound to, where the loader looks for them."""
        said = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False).stdout
        for name, path in re.findall(r"(?:(\S+) => )?(/\S+) \(0x", said):
            if not name or Path(path).is_relative_to("/lib") or Path(path).is_relative_to("/usr/lib"):
                self.copy(Path(path), path)

    def libraries_of_wheels(self) -> None:
        """Add what wheels for Linux expect of every system (PEP 600): the parts of C's library, and C++'s."""
        for name in WHEELS_EXPECT:
            (found, *_) = Path("/lib").glob(f"*/{name}")
            self.copy(found, str(found))
            self.libraries_of(found)

    def program(self, name: str) -> None:
        """Add a program of this machine with its libraries."""
        found = shutil.which(name)
        assert found is not None, f"{name} is not on this machine"
        self.copy(Path(found), f"/usr/bin/{name}")
        self.libraries_of(Path(found))

    def programs(self, names: Iterable[str]) -> None:
        """Add several programs."""
        for name in names:
            self.program(name)
        self.copy(Path(shutil.which("sh") or "/bin/sh"), "/bin/sh")

    def become(self, engine: Engine, image: str, *changes: str) -> None:
        """Make it an image."""
        self.archive.close()
        options = [part for change in changes for part in ("--change", change)]
        engine.run("import", *options, "-", image, told=self.buffer.getvalue())


def owned_by_root(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return a file's entry as root's."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    return info


def make_python(engine: Engine, image: str) -> None:
    """Make a base with this interpreter, its standard library, pip, and nothing that was installed besides."""
    root = Root()
    home, name = Path(sys.base_prefix), f"python{sys.version_info.major}.{sys.version_info.minor}"
    library = home / "lib" / name
    root.copy(home / "bin" / name, f"{home}/bin/python")
    root.copy_tree(library, str(library), without=("site-packages", "test", "idlelib", "tkinter", "ensurepip"))
    for shared in home.glob("lib/lib*.so*"):
        root.copy(shared, str(shared))
    for each in (home / "bin" / name, *library.glob("lib-dynload/*.so")):
        root.libraries_of(each)
    root.libraries_of_wheels()
    environment = Path(sys.prefix) / "lib" / name / "site-packages"
    root.copy_tree(environment / "pip", f"{library}/site-packages/pip")
    root.copy(CERTIFICATES, str(CERTIFICATES))
    root.programs(SHELL)
    root.become(engine, image, f"ENV PATH={home}/bin:/usr/bin", f"ENV LD_LIBRARY_PATH={home}/lib")


def make_nats(engine: Engine, image: str) -> None:
    """Make a NATS server's image; `wget` is what compose.yaml asks about its health with."""
    root = Root()
    root.copy(nats.program(), "/usr/bin/nats-server")
    root.programs((*SHELL, "wget"))
    root.folder("/data", mode=0o777)
    root.become(engine, image, "ENV PATH=/usr/bin", 'ENTRYPOINT ["nats-server"]')


def make_postgres(engine: Engine, image: str) -> None:
    """Make a PostgreSQL image whose entrypoint does of the official one what we use."""
    root = Root()
    postgres = program_path("postgres")
    home = postgres.parents[1]
    root.copy_tree(home, "/opt/postgres/pginstall18", without=("include",))
    libraries = home.parents[1] / f"{home.parents[0].name}.libs"
    root.copy_tree(libraries, f"/opt/{libraries.name}")
    for name in ("postgres", "initdb", "psql", "pg_isready", "pg_basebackup"):
        root.libraries_of(program_path(name))
    for each in [*libraries.glob("*.so*")]:
        root.libraries_of(each)
    root.programs((*SHELL, "setpriv", "cp", "mv", "install"))
    root.write("/usr/bin/entrypoint", POSTGRES, mode=0o755)
    for folder in ("/var/lib/postgresql", "/var/run/postgresql"):
        root.folder(folder, owner=999)
    root.become(
        engine,
        image,
        "ENV PATH=/opt/postgres/pginstall18/bin:/usr/bin",
        "ENV PGHOST=/var/run/postgresql",
        f"ENV LD_LIBRARY_PATH=/opt/{libraries.name}",
        'ENTRYPOINT ["/usr/bin/entrypoint"]',
        "VOLUME /var/lib/postgresql",
    )


def wheels(folder: Path) -> list[str]:
    """Get what the image installs, from the index of this machine; return the options by which a build finds it."""
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--require-hashes"]
    pip += ["--only-binary", ":all:", "--dest", str(folder)]
    asked = (["build.txt"], ["frontend.txt"], ["image.txt", "--no-binary", "nkeys", "--no-build-isolation"])
    for options in asked:
        command = [*pip, "--requirement", f"requirements/{options[0]}", *options[1:]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    (folder / "pip.conf").write_text("[global]\nno-index = true\nfind-links = /wheels\n", encoding="utf-8")
    volumes = [f"{folder}:/wheels:ro", f"{folder}/pip.conf:/etc/pip.conf:ro", *npm_packages(folder / "npm")]
    return [option for volume in volumes for option in ("--volume", volume)]


def npm_packages(folder: Path) -> list[str]:
    """Get what browsers are given into a cache of npm; return the volumes by which a build without network has it."""
    folder.mkdir(exist_ok=True)
    npm.install(Path(frontend.__file__).parent, folder / "work", cache=folder / "cache")
    (folder / ".npmrc").write_text("offline=true\ncache=/npm\n", encoding="utf-8")
    return [f"{folder}/cache:/npm", *(f"{folder}/.npmrc:{home}/.npmrc:ro" for home in ("", "/root"))]


MAKERS = {"python": make_python, "nats": make_nats, "postgres": make_postgres}


def make(engine: Engine, image: str) -> None:
    """Make the stand-in for an image, by the last part of its name."""
    MAKERS[image.rpartition("/")[2].partition(":")[0]](engine, image)
