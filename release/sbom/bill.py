"""A list of packages as a CycloneDX document."""

from collections.abc import Iterable
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from release.packages import Package

_SUITE = "trixie"


def bill(
    image: str, version: str, identity: str, made: datetime, packages: Iterable[Package]
) -> str:
    """Return the document as JSON, version 1.6 of the specification.

    Parameters
    ----------
    image
        Its name without ``eduhub/``.
    version
        Of the sources that it was built from.
    identity
        The engine's id of the image, ``sha256:…``: the same image has the same document, to the letter.
    made
        When the image was made.
    packages
        What is in it.

    Raises
    ------
    ValueError
        If the document does not follow the specification.
    """
    container = Component(
        type=ComponentType.CONTAINER,
        name=f"eduhub/{image}",
        version=version,
        bom_ref=f"eduhub/{image}@{identity}",
        purl=PackageURL("oci", name=image, version=identity),
    )
    components = [_component(package) for package in packages]
    bom = Bom(
        components=components,
        metadata=BomMetaData(component=container, timestamp=made),
        serial_number=uuid5(NAMESPACE_URL, identity),
    )
    bom.register_dependency(container, components)
    text: str = JsonV1Dot6(bom).output_as_string(indent=2) + "\n"
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem:
        raise ValueError(f"the bill of {image} is no CycloneDX document: {problem}")
    return text


def _component(package: Package) -> Component:
    url = _package_url(package)
    return Component(
        type=ComponentType.LIBRARY,
        name=package.name,
        version=package.version,
        bom_ref=url.to_string(),
        purl=url,
        licenses=[LicenseFactory().make_from_string(package.licence)] if package.licence else [],
    )


def _package_url(package: Package) -> PackageURL:
    if package.kind == "deb":
        qualifiers = {"arch": package.architecture, "distro": _SUITE}
        return PackageURL("deb", "debian", package.name, package.version, qualifiers)
    namespace, _, name = package.name.rpartition("/")
    return PackageURL(package.kind, namespace or None, name, package.version)
