"""What the room of the Party writes."""

import jingwei.party.services.delegates
import jingwei.party.services.members  # noqa: F401  # declares who follows a merger
