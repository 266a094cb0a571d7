"""The language of rules, the engine that matches them, and the lab that tests them."""
