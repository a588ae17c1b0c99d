"""A project goes in, warnings about where it lies come out: folders that copy themselves to other machines."""

from pipeline.project import Project

SYNCHRONISED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "nextcloud", "owncloud", "box sync")


def warnings_for(project: Project) -> tuple[str, ...]:
    """One line for every reason why the vault may leave this machine by itself."""
    found = []
    parts = [part.casefold() for part in project.vault.resolve().parts]
    if any(name in part for part in parts for name in SYNCHRONISED):
        found.append(
            "this project lies in a synchronised folder: key and names would be copied to a cloud. Move it elsewhere."
        )
    for folder in [project.vault, *project.vault.parents]:
        if (folder / ".git").exists():
            found.append(
                "this project lies in a folder under version control: make sure that vault/, store/, the output and the "
                "transcripts are ignored there, and never committed."
            )
            break
    return tuple(found)
